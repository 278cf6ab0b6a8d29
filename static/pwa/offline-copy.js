// "Available offline" on the page You: what is on this phone, and a button to fetch it now.
import { download, registered } from "./pwa.js";
import { inWords } from "./copied.js";
import { CLOCK } from "./names.js";
import { works } from "./base.js";

const PAGES = "softback-pages-";
const DAY = { weekday: "short", day: "numeric", month: "short", ...CLOCK };

class OfflineCopy extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.addEventListener("click", () => this.fetchAll());
    window.addEventListener("copy:change", ({ detail }) => this.tell(detail));
    window.addEventListener("outbox:change", () => this.showKeeping());
    registered.then((can) => {
      button.hidden = !can;
      return can ? this.recall() : this.say(this.dataset.impossible);
    });
    this.showKeeping();
  }

  async recall() {
    const cache = await caches.open(PAGES + document.documentElement.dataset.userTag);
    const notes = await cache.match("/.copy");
    if (notes) this.tell(await notes.json());
    else this.say(this.dataset.none);
  }

  async fetchAll() {
    this.bar.hidden = false;
    this.say(this.dataset.begun);
    navigator.storage?.persist?.();
    await download({ maxAge: 0, dailyAge: 0 }).catch(() => this.tell({ stopped: true }));
  }

  tell({ pages, bytes, of, done, at, stopped }) {
    this.bar.hidden = Boolean(done || stopped);
    if (stopped) return this.say(this.dataset.stopped);
    Object.assign(this.bar, { max: of, value: pages });
    const facts = { pages, of, size: size(bytes), when: done && inWords(new Date(at), DAY) };
    return this.say(this.dataset[done ? "done" : "under"], facts);
  }

  say(text, facts = {}) {
    this.querySelector("[data-says]").textContent = text.replace(/\{(\w+)\}/g, (_, key) => facts[key]);
  }

  /** Without a database in the browser nothing can wait on this phone: that is said too. */
  async showKeeping() {
    this.querySelector("[data-keeps-nothing]").hidden = await works();
  }

  get bar() {
    return this.querySelector("progress");
  }
}

function size(bytes) {
  const kilo = bytes / 1000;
  return kilo < 1000 ? `${Math.round(kilo)} kB` : `${(kilo / 1000).toFixed(1)} MB`;
}

customElements.define("offline-copy", OfflineCopy);
