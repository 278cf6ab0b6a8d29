// The switches for sound and voice, the sheet with the others, and "Can you hear this?".

import { Wake } from "./wake.js";

const TRY_MS = 1500;

export class Switches {
  #place;
  #settings;
  #cues;

  constructor({ place, settings, cues }) {
    this.#place = place;
    this.#settings = settings;
    this.#cues = cues;
    for (const name of ["sound", "speech"]) {
      cues[name] = place.button(name).getAttribute("aria-pressed") === "true";
    }
    this.changed("vibration");
    if (settings.shared) this.turn("speech", false);
    place.find("[data-no-wake]").hidden = Wake.possible;
    place.find("[data-first]").hidden = settings.heard;
  }

  turn(name, isOn = !this.#cues[name]) {
    this.#cues[name] = isOn;
    this.#place.button(name).setAttribute("aria-pressed", isOn);
    if (!isOn) this.#cues.silence();
  }

  changed(name) {
    this.#cues.vibration = this.#place.find('[name="vibration"]').checked;
    if (name === "shared") this.turn("speech", !this.#settings.shared);
  }

  /** "Can you hear this?": a bell, a word, a buzz, and light. */
  try(button) {
    const place = button.closest("[data-tries]");
    this.#cues.unlock();
    this.#cues.ring("side");
    this.#cues.buzz("side");
    this.#cues.say(this.#place.words.sayTry);
    place.dataset.lit = "";
    setTimeout(() => delete place.dataset.lit, TRY_MS);
    for (const after of place.querySelectorAll("[data-tried]")) after.hidden = false;
  }

  heard({ value }) {
    const isHeard = value === "yes";
    this.#settings.heard = isHeard;
    this.#settings.keep();
    this.#place.find("[data-first]").hidden = isHeard;
    this.#place.find("[data-unheard]").hidden = isHeard;
  }
}
