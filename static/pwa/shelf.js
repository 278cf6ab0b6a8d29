// The shelf on this phone: one person's entries that wait. Where the browser keeps nothing (private
// mode, full disk), entries wait in memory instead.
import { change, open, within } from "./base.js";
import { draft, drafts, undraft } from "./drafts.js";
import { forgetOldVersions, forgetVersionsOf } from "./versions.js";

const fleeting = [];
let fleetingSeq = 1e15;

/** Puts an entry down for good before anything else happens; the same id again replaces it.
 * Gives the row, marked `fleeting` with the reason where it could only be kept in memory. */
export async function keep(row) {
  draft(row);
  try {
    const kept = await change("outbox", (store) => put(store, row));
    undraft(row);
    return kept;
  } catch (error) {
    return keepInMemory(row, error?.name === "QuotaExceededError" ? "full" : "private");
  }
}

async function put(store, row) {
  const known = await store.index("id").get([row.owner, row.id]);
  const kept = known ? { ...known, ...row, seq: known.seq } : row;
  return { ...kept, seq: await store.put(kept) };
}

function keepInMemory(row, why) {
  const kept = { ...row, seq: row.seq ?? (fleetingSeq += 1), fleeting: why };
  fleeting.splice(0, fleeting.length, ...fleeting.filter((one) => one.id !== row.id), kept);
  return kept;
}

/** Takes up what an earlier page was about to put down when it went. */
export async function takeUp() {
  for (const row of drafts()) await keep(row);
  await forgetOldVersions();
}

/** One person's entries in the order in which they were made. */
export async function rowsOf(owner) {
  let kept = [];
  try {
    kept = await (await open()).getAll("outbox");
  } catch {
    // Then only memory holds some.
  }
  return [...kept, ...fleeting].filter((row) => row.owner === owner).map(whole);
}

/** Rows of older pages lack what was added since. */
function whole(row) {
  const since = { tries: 0, state: row.refused ? "refused" : "waiting", status: row.refused };
  return { at: madeAt(row.id), subject: row.id, ...since, ...row };
}

/** A UUIDv7 begins with its time. */
function madeAt(id) {
  return parseInt(id.replaceAll("-", "").slice(0, 12), 16);
}

/** Whether the entry is still here (another tab may have sent it). */
export async function has(row) {
  if (row.fleeting) return fleeting.some((one) => one.id === row.id);
  return Boolean(await within("outbox", (store) => store.get(row.seq)));
}

/** Notes something about an entry that waits; one that has left meanwhile does not come back. */
export function note(row, news) {
  const held = fleeting.find((one) => one.id === row.id && one.owner === row.owner);
  if (held) return Object.assign(held, news);
  return within("outbox", async (store) => {
    const now = await store.get(row.seq);
    if (now) await store.put({ ...now, ...news });
  });
}

export function drop(row) {
  undraft(row);
  const at = fleeting.findIndex((one) => one.id === row.id && one.owner === row.owner);
  if (at >= 0) return fleeting.splice(at, 1);
  return within("outbox", (store) => store.delete(row.seq));
}

/** Everything of one person leaves this phone. */
export async function clear(owner) {
  for (const row of await rowsOf(owner)) await drop(row);
  await forgetVersionsOf(owner);
}

/** A guest's entries go along into the account that took the guest over. */
export async function hand(from, to) {
  for (const row of await rowsOf(from)) await note(row, { owner: to });
}
