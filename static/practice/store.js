// Where an interrupted practice stands, so that a closed page, a call or a crash loses no step.
// One tab leads it at a time, and whoever ends it takes it away: so it is filed once.

const TAB = crypto.randomUUID?.() ?? String(Math.random());

const HOURS_12 = 12 * 60 * 60 * 1000;
const keyOf = (tag) => `softback.practice.${tag}`;
const key = () => keyOf(document.documentElement.dataset.userTag ?? "");

/** Keeps it as led by this tab. */
export function save(practice) {
  try {
    localStorage.setItem(key(), JSON.stringify({ ...practice, tab: TAB, saved: Date.now() }));
    return true;
  } catch {
    return false; // A full or closed storage must not stop a practice.
  }
}

/** True where another tab leads this practice, or has ended it. */
export function isElsewhere({ id, isStored }) {
  const there = load();
  return Boolean(isStored) && (there?.id !== id || there.tab !== TAB);
}

/** Takes it away to be filed; false where another tab has done so. */
export function take({ id, isStored }) {
  if (isStored && load()?.id !== id) return false;
  clear();
  return true;
}

export function isOwn({ key: changed }) {
  return changed === key();
}

export function load() {
  try {
    return JSON.parse(localStorage.getItem(key()));
  } catch {
    return null;
  }
}

/** A guest's practice goes along into the account that took the guest over. */
export function inherit(guest) {
  try {
    const theirs = localStorage.getItem(keyOf(guest));
    if (theirs && !load()) localStorage.setItem(key(), theirs);
    localStorage.removeItem(keyOf(guest));
  } catch {
    // Nothing was kept then.
  }
}

function clear() {
  try {
    localStorage.removeItem(key());
  } catch {
    // Nothing was kept then.
  }
}

/** A practice can be gone on with for twelve hours. */
export function isFresh(practice) {
  return Math.abs(Date.now() - practice.saved) < HOURS_12;
}
