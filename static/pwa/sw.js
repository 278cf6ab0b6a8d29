// The worker between the pages and the network. It answers reading only: a form that is posted goes
// its own way (a worker that rebuilds one turns another site's post into ours).
import { send } from "./courier.js";
import { download } from "./download.js";
import { file, stock } from "./files.js";
import { dropPlays, keepOnly, ownerHere } from "./pages.js";
import { page, toldOf } from "./reading.js";

// Pages that say whether a routine is open to this person.
const OFFERS = /\/routines(\/[^/]+)?$/;
const SIGNS = /^\/safety|\/(tingling|signs)$/;
// The way to a network's own page, past every copy.
const THROUGH = "through";

addEventListener("install", (event) => event.waitUntil(stock()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, searchParams } = new URL(request.url);
  if (origin !== location.origin || searchParams.has(THROUGH)) return;
  if (request.method !== "GET") {
    // Other safety answers may close a routine: its pages are fetched anew before they open again.
    if (SIGNS.test(pathname)) event.waitUntil(dropPlays(OFFERS));
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
  origin: ({ data, ports }) => ports[0].postMessage(toldOf(data.url)?.date ?? null),
  between: ({ data, ports }) => ports[0].postMessage(Boolean(toldOf(data.url)?.between)),
};

async function takeOver() {
  await registration.navigationPreload?.enable();
  await clients.claim();
}

async function sendInBackground() {
  const tag = await ownerHere();
  if (tag) await send(tag);
}
