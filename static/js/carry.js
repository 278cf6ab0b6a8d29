// Forms on their way through the outbox, with htmx and without: written down first, then sent, and
// the answer is shown in the page that is there. Nothing that was typed leaves with the page.
import { deliver, leave } from "../pwa/courier.js";
import { tell } from "../pwa/news.js";
import { canBeChanged, toldOf } from "../pwa/told.js";
import { discard, made, owner, sendLater } from "./outbox.js";
import { say } from "./toasts.js";
import { trust } from "./trust.js";

const PATIENCE_MS = 6000;
const KEPT = { status: 204 };
const WHOLE = { "HX-Request-Type": "full" };

/** A form of a person's own that may wait on this phone. */
export const isWrite = (form) => Boolean(owner() && form && "write" in form.dataset);

/** What a form holds on its way through the outbox. */
function entryOf(form, button, action, fields) {
  const pairs = [...fields].map(([name, value]) => [name, String(value)]);
  const { pathname, search } = new URL(action, location.href);
  return made({
    id: Object.fromEntries(pairs).client_id,
    action: pathname + search,
    fields: pairs,
    told: toldOf(form, button),
    page: canBeChanged(form) ? location.pathname : "",
  });
}

async function carry(form, entry, headers) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, { why: "slow" }));
  const turn = deliver(entry, headers);
  const result = { row: entry, state: "waiting", ...(await Promise.race([turn, late])) };
  if (result.state !== "refused") await replaceWith(form);
  if (result.state === "waiting") {
    leave(entry);
    tell("outbox:kept", { id: entry.id, owner: entry.owner, action: entry.action });
    form.dispatchEvent(new CustomEvent("outbox:waits", { bubbles: true, detail: result }));
    sendLater();
  }
  return result;
}

/** A refused entry leaves when the corrected one stands in its place. */
async function replaceWith({ dataset }) {
  if (dataset.replaces) await discard(dataset.replaces);
  delete dataset.replaces;
}

// htmx: its own fetch is replaced by ours, which writes ahead; htmx shows the answer as ever.
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const { form, method, submitter } = ctx.request;
  if (method === "GET" || !isWrite(form)) return;
  ctx.fetch = async (action, { body, headers }) => {
    const { state, answer } = await carry(form, entryOf(form, submitter, action, body), headers);
    const whole = state !== "waiting" && (await wholeOf(answer));
    if (whole) return whole;
    if (state === "sent") location.reload(); // Sent by another tab, or the answer broke off.
    return new Response(null, KEPT);
  };
});

async function wholeOf(answer) {
  try {
    const { status, headers } = answer;
    return new Response((await answer.text()) || null, { status, headers });
  } catch {
    return null;
  }
}

// Forms without htmx: the same road, then to where the answer leads. A button that leads elsewhere
// is no write of its own.
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  const isOurs = !event.defaultPrevented && !form.dataset.hxPost && isWrite(form);
  if (!isOurs || submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  form.dataset.sending = "";
  const entry = entryOf(form, submitter, form.action, new FormData(form, submitter));
  const { state, answer } = await carry(form, entry, WHOLE);
  delete form.dataset.sending;
  if (state === "sent") goOn(answer?.headers);
  if (state === "refused" && answer.status === 422) await showAgain(answer);
});

function goOn(headers) {
  const to = headers?.get("HX-Redirect") ?? headers?.get("X-Entry-Page") ?? location.href;
  const { pathname, search, hash } = new URL(to, location.origin);
  if (pathname + search !== location.pathname + location.search) {
    return location.assign(pathname + search + hash);
  }
  scrollTo(0, 0); // What it says now stands at the top.
  return location.reload();
}

/** The page with the form and its errors takes the place of this one. */
async function showAgain(answer) {
  const text = await answer.text().catch(() => "");
  const page = new DOMParser().parseFromString(trust.createHTML(text), "text/html");
  const main = page.getElementById("main");
  if (!main) return say("unsent");
  document.getElementById("main").replaceWith(main);
  for (const { src } of page.querySelectorAll("script[type=module]")) import(src);
  htmx.process(main);
  return document.dispatchEvent(new Event("htmx:after:swap"));
}
