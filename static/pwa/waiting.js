// What waits is seen: a count in the bar, a note where it was written, a line where it will stand.
import { rows, waiting } from "../js/outbox.js";
import { toast } from "../js/toasts.js";
import { renew } from "../js/write.js";
import { nameOf, timeOf } from "./names.js";

const page = document.documentElement;
const words = () => document.getElementById("pwa").dataset;
const mine = ({ detail }) => detail.owner === page.dataset.userTag;
const TOGETHER_MS = 300;
const changed = new Set();
let telling = 0;
let hadWaiting = false;

class WaitingEntries extends HTMLElement {
  connectedCallback() {
    this.show = this.show.bind(this);
    window.addEventListener("outbox:change", this.show);
    this.show();
  }

  disconnectedCallback() {
    window.removeEventListener("outbox:change", this.show);
  }

  async show() {
    const here = (await waiting()).filter((row) => !isShown(row));
    const lines = here.reverse().map((row) => this.line(row));
    this.querySelector("ol").replaceChildren(...lines);
    this.hidden = !lines.length;
  }

  line(row) {
    const piece = this.querySelector("template").content.cloneNode(true).firstElementChild;
    piece.dataset.waits = row.id;
    piece.querySelector("[data-name]").textContent = nameOf(row);
    piece.querySelector("time").textContent = timeOf(row);
    return piece;
  }
}

customElements.define("waiting-entries", WaitingEntries);

/** The answer may have been lost and the entry be there: the page shows it once. */
function isShown({ id, subject }) {
  return id === subject && document.querySelector(`main a[href$="/${id}"]`);
}

function count({ waiting: number, refused }) {
  for (const badge of document.querySelectorAll("[data-badge]")) {
    badge.hidden = !number && !refused;
    badge.toggleAttribute("data-refused", refused > 0);
    badge.querySelector("[data-count]").textContent = refused || number;
    badge.querySelector("[data-what]").textContent = badge.dataset[refused ? "needs" : "waits"];
  }
  navigator.setAppBadge?.(number + refused).catch(() => {});
  if (hadWaiting && !number && !refused && !page.dataset.busy) toast(words().allSent);
  hadWaiting = number > 0;
}

/** Entries of the page that are to be changed or removed carry a mark. */
async function mark() {
  for (const old of document.querySelectorAll("[data-mark]")) old.remove();
  for (const row of await rows()) {
    const entry = row.subject !== row.id && document.getElementById(`pain-${row.subject}`);
    if (entry) entry.append(document.getElementById("mark").content.cloneNode(true));
  }
}

/** Says by the form that its entry is safe, and makes room for the next. */
function tellKept(form, { row, why }) {
  const piece = document.getElementById("kept").content.cloneNode(true).firstElementChild;
  piece.dataset.entry = row.id;
  piece.querySelector("[data-name]").textContent = nameOf(row);
  piece.querySelector("[data-why]").textContent = words()[row.fleeting ?? why] ?? "";
  piece.querySelector("[data-sign-in]").hidden = why !== "signedOut";
  if (row.fleeting) piece.classList.replace("notice--info", "notice--caution");
  for (const old of document.querySelectorAll(".kept-here")) old.remove();
  form.before(piece);
  if (row.subject === row.id) form.reset();
  renew(form);
  piece.focus();
}

function tellSent({ detail: { id, news } }) {
  for (const piece of document.querySelectorAll(`.kept-here[data-entry="${id}"]`)) piece.remove();
  if (news) changed.add(news);
  clearTimeout(telling);
  telling = setTimeout(tellChanges, TOGETHER_MS);
}

/** Many may be sent at once; the page asks for itself again only when they are. */
function tellChanges() {
  for (const news of changed) window.htmx?.trigger(document.body, news);
  changed.clear();
}

function tellRefused({ detail: { id } }) {
  document.querySelector(`.kept-here[data-entry="${id}"]`)?.remove();
  toast(words().refused);
}

document.addEventListener("outbox:waits", ({ target, detail }) => tellKept(target, detail));
window.addEventListener("outbox:change", (event) => mine(event) && (count(event.detail), mark()));
window.addEventListener("outbox:sent", (event) => mine(event) && tellSent(event));
window.addEventListener("outbox:refused", (event) => mine(event) && tellRefused(event));
window.addEventListener("beforeunload", async (event) => {
  if (document.querySelector(".kept-here.notice--caution")) event.preventDefault();
});
