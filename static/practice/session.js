// The practice of this page: begun, taken up again, ended; or led by another tab.

import { fileStart, fileUnfinished } from "./filing.js";
import { Hands } from "./hands.js";
import { Practice } from "./practice.js";
import { Run } from "./run.js";
import { readSteps, secondsOf } from "./steps.js";
import * as store from "./store.js";

export class Session {
  run = null;
  hands = null;
  #tools;
  #place;
  #after;

  constructor(tools, after) {
    this.#tools = tools;
    this.#place = tools.place;
    this.#after = after;
  }

  /** From the check to the first step. */
  begin(form) {
    if (!this.#tools.check.isOpen) return;
    fileUnfinished(store.load());
    this.#lead(this.#planned(form));
    this.run.practice.claim();
    this.run.play();
  }

  #planned(form) {
    const { tier, dropped, painBefore } = this.#tools.check;
    const planned = secondsOf(readSteps(this.#place.list, tier, dropped));
    const { routine, name } = this.#place.words;
    const place = { routine, name, page: location.pathname };
    const told = { tier, dropped: [...dropped], painBefore, planned };
    return { ...fileStart(form, planned), ...place, ...told, phase: "play" };
  }

  #lead(kept) {
    const heard = () => this.#tools.cues.heard;
    const clocks = { wall: () => Date.now(), mono: () => performance.now(), heard };
    const practice = new Practice(kept, this.#place.list, clocks);
    const then = { left: (how) => this.#after.ask(how), lost: () => this.#yield() };
    this.run = new Run(practice, this.#tools, then);
    this.hands = new Hands(this.run);
  }

  /** What was interrupted goes on here, or on its own page; late.js has filed what is too old. */
  welcomeBack() {
    const kept = store.load();
    if (!kept) return;
    if (kept.routine !== this.#place.words.routine) return void this.#pointTo(kept);
    this.#lead(kept);
    const { steps, timeline } = this.run.practice;
    if (kept.phase === "after") {
      this.run.practice.claim();
      return void this.#after.ask("stopped");
    }
    this.#place.set("resume-step", steps[timeline.now.step].number);
    this.#place.show("resume");
  }

  #pointTo({ name, page }) {
    const part = this.#place.part("elsewhere");
    part.hidden = false;
    this.#place.set("elsewhere", name);
    part.querySelector("a").href = page;
  }

  goOn() {
    const there = store.load();
    if (there?.id !== this.run.practice.kept.id) return this.#yield();
    this.#lead(there);
    this.run.practice.claim();
    this.run.play();
  }

  startAgain() {
    fileUnfinished(this.run.practice.kept);
    this.run = null;
    this.#place.show("check");
  }

  /** Back to the stage from the rating. */
  return() {
    this.run.practice.kept.hurtAt = 0;
    this.run.play();
  }

  end(rating) {
    const { practice } = this.run;
    if (!store.take(practice.kept)) return this.#yield();
    this.run = null;
    this.#after.end(practice, rating);
  }

  refused(entry) {
    if (entry.id !== this.run?.practice.kept.id) return this.#after.refused(entry);
    store.take(this.run.practice.kept);
    this.#drop("refused");
  }

  /** Another tab has changed what is kept. */
  stored(event) {
    const isOpen = this.run && ["play", "after"].includes(this.#place.phase);
    if (isOpen && store.isOwn(event) && store.isElsewhere(this.run.practice.kept)) this.#yield();
  }

  /** Another tab has it: this one lets go. */
  #yield() {
    const isLed = store.load()?.id === this.run.practice.kept.id;
    this.#place.set("gone", this.#place.words[isLed ? "led" : "ended"]);
    this.#drop("gone");
  }

  #drop(part) {
    this.run.rest();
    this.#tools.cues.close();
    this.run = null;
    this.#place.show(part);
  }
}
