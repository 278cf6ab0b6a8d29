// The database on this phone: entries that wait, and which version of a row this phone last made.
import "../vendor/idb@8.0.4/umd.js";

export const SCHEMA = 2;
const NAME = "softback";
const STRICT = { durability: "strict" };

let opening = null;

/** The database, or a refusal: some browsers have none, some throw at the very question. */
export async function open() {
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

/** Acts on one store and gives the result once it is on the disk. */
export async function change(name, act) {
  const turn = (await open()).transaction(name, "readwrite", STRICT);
  const [result] = await Promise.all([act(turn.store), turn.done]);
  return result;
}

/** The same; nothing where the browser keeps nothing. */
export function within(name, act) {
  return change(name, act).catch(() => undefined);
}
