// Pages on this phone, of one person: under the tag the server gives them. Another person's pages
// push them out.
const PAGES = "softback-pages-";
const NOTES = "/.copy";
const MOST_PAGES = 250;
const DAY = /\/journal\/days\/[0-9-]{10}$/;
const EXTRA = /\?|[0-9a-f-]{36}/;

/** Whose pages are here. */
export async function ownerHere() {
  return (await caches.keys()).find((key) => key.startsWith(PAGES))?.slice(PAGES.length);
}

async function here() {
  const tag = await ownerHere();
  return tag && caches.open(PAGES + tag);
}

export async function copyOf(url) {
  return (await here())?.match(url, { ignoreVary: true });
}

/** The form of a day serves for another day: the page turns it (copied.js). */
export async function copyOfAnotherDay(url) {
  if (!DAY.test(url)) return undefined;
  const cache = await here();
  const keys = (await cache?.keys()) ?? [];
  const last = keys.filter((key) => DAY.test(key.url)).at(-1);
  return last && cache.match(last);
}

/** Keeps a whole page of a person, never a part, an error, a redirect or a download; its size. */
export async function keepPage(url, answer) {
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

async function trim(cache) {
  const extra = (await cache.keys()).filter(({ url }) => EXTRA.test(url));
  await Promise.all(extra.slice(0, -MOST_PAGES).map((request) => cache.delete(request)));
}

/** The pages of everybody else leave this phone. */
export async function keepOnly(tag) {
  const isOthers = (key) => key.startsWith(PAGES) && key !== PAGES + tag;
  await Promise.all((await caches.keys()).filter(isOthers).map((key) => caches.delete(key)));
}

/** Pages on which a routine is begun; with `and`, others too. */
export async function dropPlays(and = null) {
  const cache = await here();
  for (const request of (await cache?.keys()) ?? []) {
    if (request.url.endsWith("/play") || and?.test(request.url)) await cache.delete(request);
  }
}

/** What a whole copy was made of, and when. */
export async function noteCopy(tag, notes) {
  await (await caches.open(PAGES + tag)).put(NOTES, Response.json(notes));
}
