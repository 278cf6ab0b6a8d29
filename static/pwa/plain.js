// What needs the server's answer at once (signing in, a report, a file) is not sent into the void:
// without a connection the page says so, and what was typed stays.
import { say } from "../js/toasts.js";

document.addEventListener("submit", (event) => {
  const { target: form } = event;
  const isPlain = form.method === "post" && !("write" in form.dataset) && !form.dataset.hxPost;
  if (event.defaultPrevented || navigator.onLine || !isPlain) return;
  event.preventDefault();
  say("unsent");
});
