// The worker between the pages and the network. It answers reading only: a form that is posted goes
// its own way (a worker that rebuilds one turns another site's post into ours). Pages are kept per
// person, under the tag the server gives them; another person's pages push them out.
import { send, tell } from "./courier.js";

const PAGES = "softback-pages-";
const FILES = "softback-files-";
const NOTES = "/.copy";
const PATIENCE_MS = 5000;
const MOST_PAGES = 250;
const AWAY = new Set([502, 503, 504]);
const DAY = /\/journal\/days\/[0-9-]{10}$/;
const SIGNS = /^\/safety|\/(tingling|signs)$/;

const CORE = BUILD.files.map((path) => `/static/${BUILD.version}/${path}`);

const copies = new Map();
let downloading = null;

addEventListener("install", (event) => event.waitUntil(stock()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method !== "GET") {
    // Other safety answers may close a routine: its page is fetched anew before it opens again.
    if (SIGNS.test(pathname)) event.waitUntil(dropPlays());
  } else if (pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event));
});
addEventListener("message", (event) => event.waitUntil(orders[event.data.order]?.(event)));
addEventListener("sync", (event) => event.waitUntil(sendInBackground()));

const orders = {
  update: () => skipWaiting(),
  download: ({ data }) => download(data),
  "drop-plays": () => dropPlays(),
  forget: () => keepOnly(""),
  origin: ({ data, ports }) => ports[0].postMessage(copies.get(data.url) ?? null),
};

async function stock() {
  const cache = await caches.open(FILES + BUILD.version);
  await cache.addAll(CORE);
  for (const open of ["/offline", "/help-now"]) {
    const answer = await fetch(open, { credentials: "omit", cache: "reload" });
    if (answer.ok) await cache.put(open, answer);
  }
}

async function takeOver() {
  await registration.navigationPreload?.enable();
  await clients.claim();
}

async function file(request) {
  const known = await caches.match(request.url);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.status === 200 && request.url.includes(BUILD.version)) {
    (await caches.open(FILES + BUILD.version)).put(request.url, answer.clone()).catch(() => {});
  }
  return answer;
}

async function page(event) {
  const copy = await copyOf(event.request.url);
  const fresh = fetched(event);
  try {
    const answer = await (copy ? Promise.race([fresh, tooSlow()]) : fresh);
    if (copy && AWAY.has(answer.status)) return shown(event, copy);
    return answer;
  } catch {
    event.waitUntil(fresh.catch(() => {}));
    const near = copy ?? (await copyOfAnotherDay(event.request.url));
    return near ? shown(event, near) : instead(event.request.url);
  }
}

async function fetched(event) {
  const answer = (await event.preloadResponse) ?? (await fetch(event.request));
  copies.delete(event.request.url);
  const kept = keepPage(event.request.url, answer.clone()).catch(() => {});
  event.waitUntil(kept);
  return answer;
}

function tooSlow() {
  return new Promise((_, reject) => setTimeout(reject, PATIENCE_MS));
}

function shown(event, copy) {
  copies.set(event.request.url, copy.headers.get("Date"));
  return copy;
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

async function pagesCache() {
  const name = (await caches.keys()).find((key) => key.startsWith(PAGES));
  return name && caches.open(name);
}

async function copyOf(url) {
  return (await pagesCache())?.match(url, { ignoreVary: true });
}

/** The form of a day serves for another day: the page turns it (copied.js). */
async function copyOfAnotherDay(url) {
  if (!DAY.test(url)) return undefined;
  const cache = await pagesCache();
  const keys = (await cache?.keys()) ?? [];
  const last = keys.filter((key) => DAY.test(key.url)).at(-1);
  return last && cache.match(last);
}

/** Keeps a whole page of a person, never a part, an error, a redirect or a download. */
async function keepPage(url, answer) {
  const order = answer.headers.get("X-SW-Cache");
  if (order === "none") return keepOnly("");
  const tag = answer.headers.get("X-App-User");
  const isPage = answer.headers.get("Content-Type")?.startsWith("text/html");
  if (order !== "page" || !tag || !isPage || answer.status !== 200 || answer.redirected) return 0;
  await keepOnly(tag);
  const cache = await caches.open(PAGES + tag);
  const body = await answer.blob();
  await cache.put(url.split("#")[0], new Response(body, { headers: answer.headers }));
  await trim(cache);
  return body.size;
}

/** The pages of everybody else leave this phone. */
async function keepOnly(tag) {
  const others = (await caches.keys()).filter((key) => key.startsWith(PAGES) && key !== PAGES + tag);
  await Promise.all(others.map((key) => caches.delete(key)));
}

async function trim(cache) {
  const extra = (await cache.keys()).filter(({ url }) => /\?|[0-9a-f-]{36}/.test(url));
  await Promise.all(extra.slice(0, -MOST_PAGES).map((request) => cache.delete(request)));
}

async function dropPlays() {
  const cache = await pagesCache();
  for (const request of (await cache?.keys()) ?? []) {
    if (request.url.endsWith("/play")) await cache.delete(request);
  }
}

function download(wanted) {
  downloading ??= fetchAll(wanted).finally(() => (downloading = null));
  return downloading;
}

/** Fetches what is missing or older than `maxAge` ms; one at a time, out of everybody's way. */
async function fetchAll({ tag, daily, rest, files, maxAge, dailyAge }) {
  const notes = { pages: 0, files: 0, bytes: 0, of: daily.length + rest.length + files.length };
  const ages = [...daily.map((url) => [url, dailyAge]), ...rest.map((url) => [url, maxAge])];
  for (const [url, age] of ages) {
    const size = await fetchPage(url, tag, age);
    if (size === null) return report({ ...notes, stopped: true });
    notes.pages += size > 0;
    notes.bytes += size;
    report(notes);
  }
  for (const url of [...files, ...CORE]) notes.bytes += await fetchFile(url);
  notes.files = files.length;
  const cache = await caches.open(PAGES + tag);
  const done = { ...notes, at: Date.now(), version: BUILD.version, done: true };
  await cache.put(NOTES, Response.json(done));
  await dropOldFiles();
  return report(done);
}

async function fetchPage(url, tag, age) {
  const known = await copyOf(url);
  const isFresh = known && Date.now() - Date.parse(known.headers.get("Date")) < age;
  if (isFresh) return (await known.blob()).size;
  try {
    const answer = await fetch(url, { redirect: "manual", headers: { Accept: "text/html" } });
    if (answer.type === "opaqueredirect") return null;
    if (answer.status !== 200) return 0;
    return answer.headers.get("X-App-User") === tag ? await keepPage(url, answer) : null;
  } catch {
    return null;
  }
}

async function fetchFile(url) {
  const answer = await file(new Request(url)).catch(() => null);
  return answer?.ok ? (await answer.clone().blob()).size : 0;
}

/** With a whole copy made by this generation, nothing needs the files of older ones. */
async function dropOldFiles() {
  const old = (await caches.keys()).filter((key) => key.startsWith(FILES) && key !== FILES + BUILD.version);
  await Promise.all(old.map((key) => caches.delete(key)));
}

function report(notes) {
  tell("copy:change", notes);
}

async function sendInBackground() {
  const name = (await caches.keys()).find((key) => key.startsWith(PAGES));
  if (name) await send(name.slice(PAGES.length));
}
