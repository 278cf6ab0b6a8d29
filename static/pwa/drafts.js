// The database takes a moment, and a page can go within it: until then a draft holds the entry.
const DRAFT = "softback.draft.";

export function draft(row) {
  try {
    localStorage.setItem(DRAFT + row.id, JSON.stringify(row));
  } catch {
    // A worker has none, a full phone no room.
  }
}

export function undraft(row) {
  try {
    localStorage.removeItem(DRAFT + row.id);
  } catch {
    // Then there was none.
  }
}

/** What an earlier page was about to put down when it went; one that cannot be read hides no other. */
export function drafts() {
  return keys().flatMap((key) => {
    try {
      const row = JSON.parse(localStorage.getItem(key));
      return row?.id ? [row] : [];
    } catch {
      return [];
    }
  });
}

function keys() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(DRAFT));
  } catch {
    return []; // Nothing is remembered in this browser.
  }
}
