// What an answer means for an entry that was sent. Only an acknowledgement of the very same id lets
// it go; the table stands in docs/offline.md.
const SURE = new Set([400, 405, 413, 414, 415, 431]);

/** `{state: "sent" | "refused" | "waiting", why, stop, after, status}`; no answer is null. */
export function judge(row, answer) {
  if (!answer) return stay("offline", true);
  const { status, headers } = answer;
  if (headers.get("X-Entry-Ack") === row.id) return { state: "sent" };
  if (status === 401) return stay("signedOut", true);
  if (status === 409) return stay("otherPerson", true);
  if (status === 429) return stay("busy", true, Number(headers.get("Retry-After")));
  if (status >= 500) return stay("broken", false, Number(headers.get("Retry-After")));
  const isOurs = status >= 400 && headers.get("X-App-User") === row.owner;
  if (isOurs || SURE.has(status)) return { state: "refused", status };
  return stay("strange", true); // A redirect, or the page of somebody in between.
}

function stay(why, stop, after) {
  return { state: "waiting", why, stop, after };
}
