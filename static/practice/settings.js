// What this phone should do in a practice: kept on the phone, since each has its own loudspeaker.

import { list } from "./voice.js";

const KEY = "softback.player";
const DEFAULTS = { volume: 0.8, mix: false, wait: false, shared: false, voice: "", heard: false };

export class Settings {
  #form;

  /** @param {HTMLFormElement} form whose fields are named as the settings */
  constructor(form, changed) {
    this.#form = form;
    Object.assign(this, DEFAULTS, read());
    for (const field of this.#fields) this.#fill(field);
    list(form.elements.voice, () => this.voice);
    form.elements.volume.closest("label").hidden = !canSetVolume();
    form.addEventListener("change", ({ target }) => {
      if (target.name in DEFAULTS) this[target.name] = valueOf(target);
      this.keep();
      changed(target.name);
    });
  }

  keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...this }));
    } catch {
      // It holds for this practice then.
    }
  }

  get #fields() {
    return [...this.#form.elements].filter(({ name }) => name in DEFAULTS);
  }

  #fill(field) {
    if (field.type === "checkbox") field.checked = this[field.name];
    else field.value = this[field.name];
  }
}

function valueOf({ type, checked, value }) {
  if (type === "checkbox") return checked;
  return type === "range" ? Number(value) : value;
}

/** Some phones leave the volume to their own buttons. */
function canSetVolume() {
  const audio = new Audio();
  audio.volume = 0.5;
  return audio.volume === 0.5;
}

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}
