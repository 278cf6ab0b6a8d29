// What needs the server's answer at once (signing in, a report, a file) is not sent into the void:
// where the box cannot be reached the page says so, and what was typed stays.
import { isWrite } from "../js/carry.js";
import { say } from "../js/toasts.js";
import { isOurs, isThere } from "./ours.js";

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  const isPlain = form.method === "post" && !isWrite(form) && !form.dataset.hxPost;
  if (event.defaultPrevented || !isPlain) return;
  event.preventDefault();
  if ("sending" in form.dataset) return;
  form.dataset.sending = "";
  if (navigator.onLine && (await isThere())) return goOn(form, submitter);
  delete form.dataset.sending;
  say("unsent");
});

/** The browser sends it now, as if nobody had asked. */
function goOn(form, button) {
  if (button?.name) {
    const { name, value } = button;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  form.submit();
}

// What htmx fetches for a page is ours, or nothing: no hotel's page is put into it.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  ctx.fetch = async (...request) => {
    const answer = await fetch(...request);
    if (!isOurs(answer)) throw new TypeError("not ours");
    return answer;
  };
});
