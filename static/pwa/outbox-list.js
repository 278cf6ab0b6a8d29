// The page of what waits: every entry in words, why it waits, and what can be done about it.
import { discard, retryOne, rows, send } from "../js/outbox.js";
import { trust } from "../js/trust.js";
import { nameOf, pageOf, timeOf } from "./names.js";

class OutboxList extends HTMLElement {
  connectedCallback() {
    const { labels, values } = this.dataset;
    Object.assign(this, { labels: JSON.parse(labels), values: JSON.parse(values) });
    this.addEventListener("click", this);
    window.addEventListener("outbox:change", () => this.show());
    this.show();
  }

  handleEvent({ target }) {
    const button = target.closest("[data-do]");
    const id = button?.closest("[data-entry]")?.dataset.entry;
    if (button) this.acts[button.dataset.do](id);
  }

  acts = {
    send: () => send(),
    again: (id) => retryOne(id),
    discard: (id) => this.ask(id),
    "really-discard": () => discard(this.asked),
  };

  ask(id) {
    this.asked = id;
    this.querySelector("dialog").showModal();
  }

  async show() {
    const here = await rows();
    this.querySelector("ol").replaceChildren(...here.map((row) => this.card(row)));
    this.querySelector("[data-none]").hidden = here.length > 0;
    this.querySelector("[data-some]").hidden = here.every((row) => row.state !== "waiting");
  }

  card(row) {
    const piece = this.querySelector("template").content.cloneNode(true).firstElementChild;
    const isRefused = row.state === "refused";
    piece.dataset.entry = row.id;
    const set = (name, text) => (piece.querySelector(`[data-${name}]`).textContent = text);
    set("name", nameOf(row));
    set("time", timeOf(row, true));
    set("state", isRefused ? this.dataset.refused : this.dataset.waiting);
    set("why", isRefused ? this.reason(row) : this.why(row));
    piece.toggleAttribute("data-refused", isRefused);
    piece.querySelector('[data-do="again"]').hidden = !isRefused;
    this.fillDetails(piece.querySelector("dl"), row);
    this.aimChange(piece.querySelector("[data-change]"), row);
    return piece;
  }

  why(row) {
    return document.getElementById("pwa").dataset[row.fleeting ?? (row.why || "offline")];
  }

  /** The server's own words beside the fields, else what the kind of refusal means. */
  reason({ status, said }) {
    const page = new DOMParser().parseFromString(trust.createHTML(said ?? ""), "text/html");
    const told = [...page.querySelectorAll(".field__error, .notice__list li")];
    const texts = new Set(told.map((piece) => piece.textContent.trim()));
    const shortest = [...texts].filter((text) => ![...texts].some((one) => one !== text && text.includes(one)));
    return shortest.join(" ") || (this.dataset[`on${status}`] ?? this.dataset.on400);
  }

  fillDetails(list, row) {
    const told = row.told ?? this.byLabels(row);
    for (const [question, answer] of told) {
      list.append(element("dt", question || this.dataset.chosen), element("dd", answer));
    }
    list.closest("details").hidden = !list.children.length;
  }

  /** What came without words of its own, as from older pages. */
  byLabels({ fields }) {
    const shown = fields.filter(([name, value]) => this.labels[name] && value !== "");
    return shown.map(([name, value]) => [this.labels[name], this.values[value] ?? value]);
  }

  aimChange(link, row) {
    const page = pageOf(row);
    link.hidden = !page;
    link.href = `${page}#change=${row.id}`;
  }
}

function element(name, text) {
  const piece = document.createElement(name);
  piece.textContent = text;
  return piece;
}

customElements.define("outbox-list", OutboxList);
