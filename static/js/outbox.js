// Entries wait on the phone before the network is touched, and leave only when the server has
// acknowledged the very same id. They belong to one person: nobody else sends, sees or counts them.
import { SCHEMA } from "../pwa/base.js";
import { send as sendFor } from "../pwa/courier.js";
import { tellState } from "../pwa/news.js";
import { clear, drop, hand, keep, note, rowsOf, takeUp } from "../pwa/shelf.js";

const RETRY_MS = [15_000, 60_000, 300_000];
const DATED = /^.*\d{4}-\d\d-\d\d/;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** Which page writes, and since when it shows what it shows. */
const WRITER = { by: Math.random(), since: Date.now() - performance.now() };

let retry = 0;
let retries = 0;

export const owner = () => document.documentElement.dataset.userTag ?? "";

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

/** It is tried again soon, and by the worker where there is one. */
export function sendLater() {
  clearTimeout(retry);
  retry = setTimeout(send, RETRY_MS[0]);
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("softback-outbox"));
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

/** A row for the shelf. */
export function made(entry) {
  const { action, id } = entry;
  const subject = action.match(DATED)?.[0] ?? action.match(UUID)?.[0] ?? subjectless(action, id);
  const fresh = { state: "waiting", why: "", tries: 0, at: Date.now() };
  return { ...entry, ...WRITER, subject, owner: owner(), schema: SCHEMA, ...fresh };
}

/** A collection takes new things; these addresses are one thing that is changed. */
function subjectless(action, id) {
  return action.match(/^\/(account|safety).*|^\/journal\/pauses|.*\/schedule$/)?.[0] ?? id;
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
