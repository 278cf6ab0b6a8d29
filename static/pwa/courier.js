// Sends what waits: in order, one at a time, in one place at a time. An entry leaves the phone only
// when the server has acknowledged the very same id; whatever else comes back, it stays.
import { judge } from "./judge.js";
import { tell, tellState } from "./news.js";
import { drop, has, keep, note, rowsOf } from "./shelf.js";
import { onTop, rememberVersion } from "./versions.js";

const LOCK = "softback-outbox";
const TIMEOUT_MS = 20_000;
const BROKEN_IN_A_ROW = 3;

const asked = new Map();
let turns = Promise.resolve();

/** Writes an entry down, then sends it, after those before it. What became of it:
 * `{row, state: "sent" | "refused" | "waiting", why, answer}`. `headers` go along this one time. */
export async function deliver(entry, headers) {
  const row = await keep(entry);
  asked.set(row.id, { headers });
  const round = await send(row.owner);
  const { result } = asked.get(row.id) ?? {};
  asked.delete(row.id);
  if (result) return { row, ...result };
  return { row, ...((await has(row)) ? { ...round, state: "waiting" } : { state: "sent" }) };
}

/** Nobody waits for this one's answer any more: from now on it is told, not shown. */
export function leave(row) {
  asked.delete(row.id);
}

/** Sends all that waits for this person; what stopped it, if something did. */
export function send(owner) {
  return inTurn(() => sendAll(owner)).finally(() => tellState(owner));
}

function inTurn(act) {
  if (globalThis.navigator.locks) return navigator.locks.request(LOCK, act);
  return (turns = turns.then(act, act));
}

async function sendAll(owner) {
  const rows = await rowsOf(owner);
  let broken = 0;
  for (const row of inOrder(rows)) {
    if (isBehind(row, rows) || !(await has(row))) continue;
    const result = await sendOne(row);
    if (result.state === "sent") rows.splice(rows.indexOf(row), 1);
    else row.state = result.state;
    broken = result.why === "broken" ? broken + 1 : 0;
    if (result.stop || broken === BROKEN_IN_A_ROW) return { why: result.why, after: result.after };
  }
  return {};
}

/** Those that broke something last time come last, so that they hold up no other. */
function inOrder(rows) {
  const open = rows.filter((row) => row.state === "waiting");
  return [...open.filter((row) => !row.tries), ...open.filter((row) => row.tries)];
}

/** A change waits for the entry it changes, as long as that one is here. */
function isBehind(row, rows) {
  const blocks = (one) => one.state === "waiting" || one.id === one.subject;
  return rows.some((one) => one.seq < row.seq && one.subject === row.subject && blocks(one));
}

async function sendOne(row) {
  const asker = asked.get(row.id);
  const answer = await post(row, await onTop(row), asker?.headers);
  const result = { ...judge(row, answer), answer };
  if (result.state === "sent") await settle(row, answer);
  else if (result.state === "waiting") await noteWhy(row, result);
  else if (result.status === 422 && asked.has(row.id)) await drop(row); // its form shows it again
  else await refuse(row, answer.clone());
  if (asker) asker.result = result;
  return result;
}

async function post(row, fields, headers) {
  try {
    return await fetch(row.action, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: {
        ...headers,
        "HX-Request": "true",
        "X-App-User": row.owner,
        "X-Client-Now": new Date().toISOString(),
      },
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });
  } catch {
    return null;
  }
}

function noteWhy(row, { why }) {
  return note(row, { why, tries: row.tries + (why === "broken") });
}

async function settle(row, answer) {
  await rememberVersion(row, Number(answer.headers.get("X-Entry-Version")));
  await drop(row);
  const news = answer.headers.get("HX-Trigger");
  tell("outbox:sent", { id: row.id, owner: row.owner, action: row.action, news });
}

async function refuse(row, answer) {
  const { status } = answer;
  const said = (await answer.text().catch(() => "")).slice(0, 100_000);
  await note(row, { state: "refused", status, said });
  tell("outbox:refused", { id: row.id, owner: row.owner, action: row.action, status });
}
