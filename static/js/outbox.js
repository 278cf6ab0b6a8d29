// Entries wait on the phone before the network is touched, and leave only when the server has
// acknowledged the very same id. They belong to one person: nobody else sends, sees or counts them.
import { deliver, leave, send as sendFor, tell, tellState } from "../pwa/courier.js";
import { SCHEMA, clear, drop, hand, keep, note, rowsOf, takeUp } from "../pwa/shelf.js";
import { canBeChanged, toldOf } from "../pwa/told.js";

const PATIENCE_MS = 6000;
const RETRY_MS = [15_000, 60_000, 300_000];
const DATED = /^.*\d{4}-\d\d-\d\d/;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const KEPT = { status: 204 };

let retry = 0;
let retries = 0;

const owner = () => document.documentElement.dataset.userTag ?? "";

/** Keeps an entry: `id` is its client_id, `action` the address, `fields` what the form held, `told`
 * the same in words. */
export async function put(entry) {
  const row = await keep(made(entry));
  await tellState(owner());
  return row;
}

/** Sends what waits, in order, one at a time, in one tab at a time. */
export async function send() {
  clearTimeout(retry);
  if (!owner() || !(await waiting()).length) return;
  const { after } = await sendFor(owner());
  const left = (await waiting()).length;
  retries = left ? retries + 1 : 0;
  const wait = RETRY_MS[Math.min(retries, RETRY_MS.length) - 1];
  if (left) retry = setTimeout(send, Math.max(wait, (after || 0) * 1000));
}

/** This person's entries that are still to be sent. */
export async function waiting() {
  return (await rows()).filter((row) => row.state === "waiting");
}

/** This person's entries on this phone, refused ones too, in the order they were made. */
export function rows() {
  return owner() ? rowsOf(owner()) : Promise.resolve([]);
}

/** Lets go of an entry that the person gave up. */
export async function discard(id) {
  for (const row of await rows()) if (row.id === id) await drop(row);
  await tellState(owner());
}

/** Sends one again that was refused. */
export async function retryOne(id) {
  for (const row of await rows()) {
    if (row.id === id) await note(row, { state: "waiting", why: "", tries: 0, refused: 0 });
  }
  await send();
}

function made(entry) {
  const { action, id } = entry;
  const subject = action.match(DATED)?.[0] ?? action.match(UUID)?.[0] ?? subjectless(action, id);
  const fresh = { state: "waiting", why: "", tries: 0, at: Date.now() };
  return { ...entry, subject, owner: owner(), schema: SCHEMA, ...fresh };
}

/** A collection takes new things; these addresses are one thing that is changed. */
function subjectless(action, id) {
  return action.match(/^\/(account|safety).*|^\/journal\/pauses|.*\/schedule$/)?.[0] ?? id;
}

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
  if (form.dataset.replaces) await replace(form, entry);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, { why: "slow" }));
  const turn = deliver(entry, headers);
  const result = { row: entry, state: "waiting", ...(await Promise.race([turn, late])) };
  if (result.state === "waiting") {
    leave(entry);
    tell("outbox:kept", { id: entry.id, owner: entry.owner, action: entry.action });
    form.dispatchEvent(new CustomEvent("outbox:waits", { bubbles: true, detail: result }));
    schedule();
  }
  return result;
}

/** A refused entry leaves when the corrected one stands in its place. */
async function replace({ dataset }, entry) {
  await keep(entry);
  await discard(dataset.replaces);
  delete dataset.replaces;
}

function schedule() {
  clearTimeout(retry);
  retry = setTimeout(send, RETRY_MS[0]);
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("softback-outbox"));
}

const isWrite = (form) => Boolean(owner() && form && "write" in form.dataset);

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
  if (!isOurs || submitter?.hasAttribute("formaction") || form.dataset.plain) return;
  event.preventDefault();
  form.dataset.sending = "";
  const entry = entryOf(form, submitter, form.action, new FormData(form, submitter));
  const { state, answer } = await carry(form, entry);
  delete form.dataset.sending;
  if (state === "sent") goOn(answer?.headers);
  if (state === "refused") askAgain(form, submitter);
});

function goOn(headers) {
  const to = headers?.get("HX-Redirect") ?? headers?.get("X-Entry-Page") ?? location.href;
  const { pathname, search, hash } = new URL(to, location.origin);
  if (pathname + search === location.pathname + location.search) location.reload();
  else location.assign(pathname + search + hash);
}

/** The server shows the form again, with its errors, as a page. */
function askAgain(form, submitter) {
  form.dataset.plain = "true";
  form.requestSubmit(submitter);
}

async function inherit() {
  await takeUp();
  const { brought, gone } = document.documentElement.dataset;
  if (brought && owner()) await hand(brought, owner());
  if (gone) await clear(gone);
}

for (const moment of ["online", "pageshow"]) window.addEventListener(moment, () => send());
document.addEventListener("visibilitychange", () => document.hidden || send());
inherit()
  .then(() => tellState(owner()))
  .then(send);
