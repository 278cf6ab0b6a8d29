// Whether it is our own box that answers: not a hotel's page, not something in between, not nobody.
const PATIENCE_MS = 5000;
const MARK = "trusted-types softback";

/** Every answer of the box carries one of these, its errors too. */
export function isOurs({ headers }) {
  const policy = headers.get("Content-Security-Policy") ?? "";
  return headers.has("X-App-User") || headers.has("X-SW-Cache") || policy.includes(MARK);
}

/** Whether the box can be reached now: a browser that says "online" may mean no more than Wi-Fi. */
export async function isThere() {
  try {
    const signal = AbortSignal.timeout?.(PATIENCE_MS);
    return isOurs(await fetch("/healthz", { redirect: "error", cache: "no-store", signal }));
  } catch {
    return false;
  }
}
