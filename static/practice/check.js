// The check before a practice, on the phone: what the server would refuse is refused here too.
// Which answer leads to which card, and which steps it drops, is written on the page.

import { dropsTooMany, readSteps, secondsOf } from "./steps.js";

const NONE = "none";
const AREA_KEYS = new Set(["skin", "injury_72h"]);

export class Check {
  #form;
  #list;

  constructor(form, list) {
    this.#form = form;
    this.#list = list;
    form.addEventListener("change", () => this.#changed());
    this.#changed();
  }

  get isOpen() {
    return !this.#cards().some((card) => !card.hidden && card.hasAttribute("data-stops"));
  }

  get tier() {
    const chosen = this.#form.querySelector('[name="tier"]:checked').value;
    return this.#ticked("today").has("sore") ? this.lower(chosen) : chosen;
  }

  lower(tier) {
    const tiers = [...this.#form.querySelectorAll('[name="tier"]')].map((input) => input.value);
    return tiers[Math.max(0, tiers.indexOf(tier) - 1)];
  }

  /** What today's answers leave out: keys of steps. */
  get dropped() {
    const today = this.#ticked("today");
    const named = this.#ticked("areas");
    const areas = named.size ? named : new Set(this.#inputs("areas").map((box) => box.value));
    return [...AREA_KEYS].some((key) => today.has(key)) ? new Set([...today, ...areas]) : today;
  }

  get painBefore() {
    return Number(this.#form.querySelector('[name="pain_before"]:checked').value);
  }

  #changed() {
    for (const name of ["signs", "today"]) this.#askForOne(name);
    const wanted = this.#wantedCards();
    for (const card of this.#cards()) card.hidden = !wanted.has(card.dataset.cardOf);
    this.#form.querySelector("[data-start]").hidden = !this.isOpen;
    this.#drawTimes();
  }

  #wantedCards() {
    const ticked = [...this.#form.querySelectorAll(":checked[data-effect]")];
    const wanted = new Set(ticked.map((input) => input.dataset.effect));
    const pain = this.#form.querySelector('[name="pain_before"]:checked')?.value;
    if (pain !== undefined && Number(pain) >= Number(this.#form.dataset.gentleFrom)) {
      wanted.add("gentle");
    }
    if (dropsTooMany(this.#list, this.dropped)) wanted.add("too-little");
    return wanted;
  }

  #askForOne(name) {
    const boxes = this.#inputs(name);
    const answered = boxes.some((box) => box.checked);
    boxes[0].setCustomValidity(answered ? "" : this.#form.dataset.required);
  }

  #drawTimes() {
    for (const place of this.#form.querySelectorAll("[data-minutes-of]")) {
      const steps = readSteps(this.#list, place.dataset.minutesOf, this.dropped);
      place.textContent = Math.max(1, Math.round(secondsOf(steps) / 60));
    }
  }

  #inputs(name) {
    return [...this.#form.querySelectorAll(`input[type="checkbox"][name="${name}"]`)];
  }

  #ticked(name) {
    const ticked = this.#inputs(name).filter((box) => box.checked && box.value !== NONE);
    return new Set(ticked.map((box) => box.value));
  }

  #cards() {
    return [...this.#form.querySelectorAll("[data-card-of]")];
  }
}
