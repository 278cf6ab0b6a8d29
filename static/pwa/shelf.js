// The shelf on this phone: entries that wait, and which version of a row this phone last made.
// Where the browser keeps nothing (private mode, full disk), entries wait in memory instead.
import "../vendor/idb@8.0.4/umd.js";

export const SCHEMA = 2;
const NAME = "softback";
const DRAFT = "softback.draft.";
const QUARTER_MS = 90 * 24 * 60 * 60 * 1000;
const STRICT = { durability: "strict" };

const fleeting = [];
let opening = null;
let fleetingSeq = 1e15;

function open() {
  opening ??= idb
    .openDB(NAME, SCHEMA, { upgrade, blocking: close, terminated: forgetIt })
    .catch((error) => {
      forgetIt();
      throw error;
    });
  return opening;
}

function upgrade(base, from, _to, turn) {
  const make = () => base.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true });
  const rows = from < 1 ? make() : turn.objectStore("outbox");
  rows.createIndex("id", ["owner", "id"]);
  base.createObjectStore("versions", { keyPath: ["owner", "subject"] });
}

function close() {
  opening?.then((base) => base.close());
  forgetIt();
}

function forgetIt() {
  opening = null;
}

/** Whether this browser keeps anything at all. */
export function works() {
  return open().then(
    () => true,
    () => false,
  );
}

/** Puts an entry down for good before anything else happens; the same id again replaces it.
 * Gives the row, marked `fleeting` with the reason where it could only be kept in memory. */
export async function keep(row) {
  draft(row);
  try {
    const turn = (await open()).transaction("outbox", "readwrite", STRICT);
    const known = await turn.store.index("id").get([row.owner, row.id]);
    const kept = known ? { ...known, ...row, seq: known.seq } : row;
    const seq = await turn.store.put(kept);
    await turn.done;
    undraft(row);
    return { ...kept, seq };
  } catch (error) {
    const full = error?.name === "QuotaExceededError";
    const kept = { ...row, seq: row.seq ?? (fleetingSeq += 1), fleeting: full ? "full" : "private" };
    fleeting.splice(0, fleeting.length, ...fleeting.filter((one) => one.id !== row.id), kept);
    return kept;
  }
}

// The database takes a moment, and a page can go within it: until then a draft holds the entry.
function draft(row) {
  try {
    localStorage.setItem(DRAFT + row.id, JSON.stringify(row));
  } catch {
    // A worker has none, a full phone no room.
  }
}

function undraft(row) {
  try {
    localStorage.removeItem(DRAFT + row.id);
  } catch {
    // Then there was none.
  }
}

/** Takes up what an earlier page was about to put down when it went. */
export async function takeUp() {
  try {
    const found = Object.keys(localStorage).filter((key) => key.startsWith(DRAFT));
    for (const key of found) await keep(JSON.parse(localStorage.getItem(key)));
  } catch {
    // Nothing is remembered in this browser.
  }
  await forgetOldVersions(Date.now() - QUARTER_MS);
}

/** No page is left open for three months. */
function forgetOldVersions(before) {
  return within("versions", async (store) => {
    for (const known of await store.getAll()) {
      if (known.at < before) await store.delete([known.owner, known.subject]);
    }
  });
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
  await within("versions", async (store) => {
    for (const known of await store.getAll()) {
      if (known.owner === owner) await store.delete([owner, known.subject]);
    }
  });
}

/** A guest's entries go along into the account that took the guest over. */
export async function hand(from, to) {
  for (const row of await rowsOf(from)) await note(row, { owner: to });
}

/** This phone's own edits: from `from` on they led, one after the other, to version `to`. */
export async function versionsOf(owner, subject) {
  return within("versions", (store) => store.get([owner, subject]));
}

export async function noteVersions(known) {
  return within("versions", (store) => store.put(known));
}

async function within(name, act) {
  try {
    const turn = (await open()).transaction(name, "readwrite", STRICT);
    const result = await act(turn.store);
    await turn.done;
    return result;
  } catch {
    return undefined;
  }
}
