// The page's side of the worker: registers it, has it fetch what is worth keeping, offers updates.
import { trust } from "../js/trust.js";
import * as memo from "./memo.js";

const IDLE_MS = 4000;
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const VERSION = import.meta.url.match(/static\/(\w+)/)[1];
const page = document.documentElement;

const canCopy = "serviceWorker" in navigator && "caches" in window;
const workers = navigator.serviceWorker;
const tag = () => page.dataset.userTag;
let idle = 0;

async function register() {
  const url = trust.createScriptURL("/sw.js");
  const worker = await workers.register(url, { updateViaCache: "none" });
  const offerIfNew = () => workers.controller && worker.waiting && offer(worker);
  offerIfNew();
  worker.addEventListener("updatefound", () => {
    worker.installing?.addEventListener("statechange", offerIfNew);
  });
  if (tag() && !navigator.connection?.saveData) soon();
}

/** Has the worker fetch the person's pages and files; what is fresh enough stays. */
export async function download({ maxAge = 7 * DAY_MS, dailyAge = DAY_MS } = {}) {
  const answer = await fetch("/offline/pages", { redirect: "error", cache: "no-store" });
  const list = await answer.json();
  const { active } = await workers.ready;
  memo.set("stale", "");
  memo.set("copied", `${tag()} ${VERSION} ${Date.now()}`);
  active.postMessage({ order: "download", tag: tag(), ...list, maxAge, dailyAge });
}

function soon() {
  clearTimeout(idle);
  idle = setTimeout(downloadIfOld, IDLE_MS);
}

async function downloadIfOld() {
  const isStale = memo.get("stale") === tag();
  const [who, version, at] = (memo.get("copied") ?? "").split(" ");
  const isFresh = who === tag() && version === VERSION && Date.now() - at < HOUR_MS;
  if (isFresh && !isStale) return;
  if (page.dataset.busy) soon();
  else await download({ dailyAge: isStale ? 0 : DAY_MS }).catch(() => memo.set("copied", ""));
}

/** What is copied shows an older day now. */
window.addEventListener("outbox:sent", ({ detail }) => {
  if (detail.owner !== tag() || !canCopy) return;
  memo.set("stale", tag());
  soon();
});
if (!navigator.cookieEnabled) document.getElementById("no-cookies")?.removeAttribute("hidden");
window.addEventListener("outbox:refused", ({ detail }) => {
  if (detail.action === "/practices") workers?.controller?.postMessage({ order: "drop-plays" });
});

/** An update waits until the person takes it, and is not even offered during a practice. */
function offer(worker) {
  const [form, place] = ["update", "offers"].map((id) => document.getElementById(id));
  if (!form || !place) return;
  if (page.dataset.busy) return void setTimeout(offer, IDLE_MS, worker);
  const piece = form.content.cloneNode(true).firstElementChild;
  piece.querySelector("[data-take]").addEventListener("click", () => take(worker));
  piece.querySelector("[data-later]").addEventListener("click", () => piece.remove());
  place.replaceChildren(piece);
}

function take(worker) {
  workers.addEventListener("controllerchange", () => location.reload(), { once: true });
  worker.waiting?.postMessage({ order: "update" });
}

/** Whether this browser lets a worker keep pages; known once the page has loaded. */
export const registered = new Promise((resolve) => {
  const begin = () => register().then(() => resolve(true), () => resolve(false));
  if (!canCopy) resolve(false);
  else if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin, { once: true });
});
