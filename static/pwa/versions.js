// Which version of a row this phone itself last made: an edit on a page older than the phone's own
// changes goes on top of them. Not on top of what another page changed while this one was open, with
// the old values still in it: the server keeps both then, and asks.
import { within } from "./base.js";

const STEPS = 50;
const QUARTER_MS = 90 * 24 * 60 * 60 * 1000;

function versionsOf(owner, subject) {
  return within("versions", (store) => store.get([owner, subject]));
}

/** The entry's fields; its `base_version` follows where this phone led the row on since. */
export async function onTop(row) {
  const own = await versionsOf(row.owner, row.subject);
  const isSeen = ({ by, at }) => !row.by || !by || by === row.by || at <= row.since;
  const isOwn = (base) =>
    own && base !== "" && base >= own.from && base < own.to && since(own, base).every(isSeen);
  return row.fields.map(([name, value]) =>
    name === "base_version" && isOwn(value) ? [name, String(own.to)] : [name, value],
  );
}

/** Who led the row on from this version, and when; nobody knows where an older page wrote it down. */
function since({ to, steps = [] }, base) {
  return steps.slice(base - to);
}

/** Every change counts the version by one: this phone led the row from `to - 1` to `to`. */
export async function rememberVersion({ owner, subject, by, at }, to) {
  if (!to) return;
  const own = await versionsOf(owner, subject);
  if (own?.to >= to) return;
  const before = own?.to === to - 1 ? own : { from: to - 1, steps: [] };
  const steps = [...(before.steps ?? []), { by, at }].slice(-STEPS);
  const known = { owner, subject, from: before.from, to, steps, at: Date.now() };
  await within("versions", (store) => store.put(known));
}

export function forgetVersionsOf(owner) {
  return forget((known) => known.owner === owner);
}

/** No page is left open for three months. */
export function forgetOldVersions() {
  const before = Date.now() - QUARTER_MS;
  return forget((known) => known.at < before);
}

function forget(isGone) {
  return within("versions", async (store) => {
    for (const known of await store.getAll()) {
      if (isGone(known)) await store.delete([known.owner, known.subject]);
    }
  });
}
