// Draws where a practice is: words, side, ring and figures. The words come from the page.

import { IN_MS, OUT_MS, sideChanges } from "./score.js";

const WHOLE_RING = 100;
const CUE_SHOWN_MS = 1500;

export function figures(ms) {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return String(seconds);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export class Stage {
  #root;
  #shown = "";
  #flashing = 0;

  constructor(root) {
    this.#root = root;
  }

  /** Draws a look at the timeline; true where the step or its kind is another than before. */
  draw(now, steps) {
    const time = figures(now.leftMs);
    this.#set("time", time);
    this.#root.dataset.digits = time.length;
    this.#ring.setAttribute("stroke-dashoffset", WHOLE_RING * (1 - now.leftMs / now.partMs));
    this.#drawBreath(now, steps[now.step]);
    const { pausedWord, waitWord } = this.#root.dataset;
    const waits = !now.running && now.begins && now.position > 0;
    this.#set("paused", waits ? waitWord : pausedWord);
    this.#root.dataset.state = now.running ? (now.ready ? "ready" : "work") : "paused";
    const key = `${now.step} ${now.ready} ${steps[now.step].key}`;
    if (key === this.#shown) return false;
    this.#shown = key;
    this.#drawStep(now, steps);
    return true;
  }

  /** A cue's twin for the eyes, for a moment. */
  flash(name) {
    this.#root.dataset.flash = name;
    clearTimeout(this.#flashing);
    this.#flashing = setTimeout(() => delete this.#root.dataset.flash, CUE_SHOWN_MS);
  }

  /** Says something to a screen reader, politely. */
  announce(text) {
    this.#set("say", text);
  }

  note(text) {
    this.#set("note", text);
    this.announce(text);
  }

  #drawStep(now, steps) {
    const step = steps[now.step];
    const next = steps[now.step + 1];
    this.#root.dataset.side = step.side;
    const changes = sideChanges(steps[now.step - 1], step);
    this.#root.dataset.kind = now.ready ? (changes ? "side" : "ready") : "work";
    this.#set("ready", this.#root.dataset[changes ? "change" : "ready"]);
    this.#set("number", step.number);
    this.#set("name", step.name);
    this.#set("side", step.sideWord);
    this.#set("instruction", step.instruction);
    this.#set("cue", step.cue);
    this.#set("pressure", step.pressure);
    this.#set("next", next ? next.title : this.#root.dataset.last);
    this.#set("note", "");
    this.announce(now.ready ? step.sayReady : step.say);
    this.#drawFigure(step);
    this.#drawDots(now.step, steps.length);
  }

  /** Slow breathing has a pace: in for four seconds, out for six. */
  #drawBreath(now, step) {
    const isOn = step.technique === "breathing" && !now.ready && now.running;
    const isIn = (now.partMs - now.leftMs) % (IN_MS + OUT_MS) < IN_MS;
    this.#root.dataset.breath = isOn ? (isIn ? "in" : "out") : "";
    this.#set("breath", isOn ? this.#root.dataset[isIn ? "breatheIn" : "breatheOut"] : "");
  }

  #drawFigure(step) {
    this.#root.dataset.figure = step.picture ? "shown" : "none";
    const picture = step.picture ? [step.picture.cloneNode(true)] : [];
    this.#root.querySelector("[data-picture]").replaceChildren(...picture);
  }

  #drawDots(current, count) {
    this.#root.querySelectorAll("[data-dot]").forEach((dot, index) => {
      dot.dataset.dot = index < current ? "past" : index === current ? "now" : "";
      dot.hidden = index >= count;
    });
  }

  #set(name, text) {
    for (const place of this.#root.querySelectorAll(`[data-out="${name}"]`)) {
      if (place.textContent !== String(text)) place.textContent = text;
    }
  }

  get #ring() {
    return this.#root.querySelector("[data-ring]");
  }
}
