// A page is read from the network first; where that does not bring it, the copy on this phone, or
// words that say so. A hotel's page in its place does not count.
import { isOurs, isThere } from "./ours.js";
import { copyOf, copyOfAnotherDay, keepPage } from "./pages.js";

// With a copy at hand, without one, and for what is made first and then comes as a file.
const [PATIENCE_MS, LONGER_MS, LONGEST_MS] = [5000, 10_000, 60_000];
const FILE = /^\/export\/./;
const AWAY = new Set([502, 503, 504]);

const shown = new Map();

/** Of when the copy is that was shown last under this address, and whether something was between. */
export function toldOf(url) {
  return shown.get(url);
}

export async function page(event) {
  const { url } = event.request;
  const copy = await copyOf(url);
  const fresh = fetched(event).catch(() => null);
  event.waitUntil(fresh);
  const answer = await Promise.race([fresh, tooSlow(copy ? PATIENCE_MS : patience(url))]);
  if (answer && (await isWanted(answer, copy))) {
    shown.delete(url);
    return answer;
  }
  const near = copy ?? (await copyOfAnotherDay(url));
  if (!near) return instead(url);
  shown.set(url, { date: near.headers.get("Date"), between: Boolean(answer) && !AWAY.has(answer.status) });
  return near;
}

async function fetched(event) {
  const answer = (await event.preloadResponse) ?? (await fetch(event.request));
  const kept = keepPage(event.request.url, answer.clone()).catch(() => {});
  event.waitUntil(kept);
  return answer;
}

function patience(url) {
  return FILE.test(new URL(url).pathname) ? LONGEST_MS : LONGER_MS;
}

function tooSlow(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Where a redirect leads is not told to a worker: then the box itself is asked. */
async function isWanted(answer, copy) {
  if (answer.type === "opaqueredirect") return isThere();
  return isOurs(answer) && !(copy && AWAY.has(answer.status));
}

/** Nothing of this page is here: the start leads on, Help now is always there. */
async function instead(url) {
  const { pathname } = new URL(url);
  if (pathname === "/" && (await copyOf("/today"))) return Response.redirect("/today");
  const known = (pathname === "/help-now" && (await caches.match(pathname))) || undefined;
  if (known) return known;
  const words = await caches.match("/offline");
  if (!words) return Response.error();
  return new Response(words.body, { status: 503, headers: words.headers });
}
