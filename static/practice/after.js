// After a practice, or instead of one: the rating, what came of it, whether it has arrived.

import { rows } from "../js/outbox.js";
import { fileEnd, fileSigns } from "./filing.js";

const SIGNS = "/practices/signs";
const NO_ID = "00000000-0000-0000-0000-000000000000";

export class After {
  #place;
  #filed = { id: "" };

  constructor(place) {
    this.#place = place;
  }

  ask(how) {
    const part = this.#place.part("after");
    for (const piece of part.querySelectorAll("[data-when]")) {
      piece.hidden = !piece.dataset.when.split(" ").includes(how);
    }
    this.#show("after");
  }

  /** Files the end of this practice, rated or not. */
  end({ kept, results }, rating) {
    fileEnd(kept, { ...results, ...rating });
    const after = rating.pain_after;
    this.#place.find("[data-rated]").hidden = after === undefined;
    this.#place.set("before", kept.painBefore);
    this.#place.set("after", after ?? "");
    this.#show("result");
    this.#wait({ id: kept.completion, page: this.#place.words.page.replace(NO_ID, kept.id) });
  }

  /** A warning sign is kept, and no practice begins. */
  keepSigns(form, { formAction }) {
    this.#showSigns(form, fileSigns(form, formAction));
  }

  /** Signs that still wait on this phone close the routine as the server will. */
  async recallSigns(form) {
    const row = (await rows()).find(({ action }) => action === SIGNS);
    if (!row || this.#place.phase === "play") return;
    const ticked = new Set(row.fields.filter(([name]) => name === "signs").map(([, key]) => key));
    for (const box of form.querySelectorAll("[name=signs]")) box.checked = ticked.has(box.value);
    form.dispatchEvent(new Event("change"));
    this.#showSigns(form, row.id);
  }

  /** Whatever is ticked afterwards, this page begins nothing any more. */
  #showSigns(form, id) {
    const cards = form.querySelectorAll("[data-stops]:not([hidden]) .safety-card");
    this.#place.part("signs").querySelector("[data-cards]").replaceChildren(...cards);
    this.#show("signs");
    this.#wait({ id });
  }

  #wait(filed) {
    this.#filed = filed;
    this.#say("waiting");
  }

  #say(name) {
    const part = this.#place.part(this.#place.phase);
    part.querySelector('[data-out="kept"]').textContent = this.#place.words[name];
  }

  /** The server has it: its picture, with this person's own earlier practices, takes our place. */
  async sent({ id }) {
    if (id !== this.#filed.id) return;
    this.#say("sent");
    if (!this.#filed.page) return;
    const target = this.#place.part("result");
    await window.htmx?.ajax("GET", this.#filed.page, { target, swap: "innerHTML" });
    target.querySelector("h2")?.focus();
  }

  refused({ id }) {
    if (id === this.#filed.id) this.#say("refused");
  }

  #show(name) {
    this.#place.show(name);
    this.#place.part(name).querySelector("h2").focus();
  }
}
