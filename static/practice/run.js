// A practice on the stage, from the tap that starts it until the stage is left.

import { Teller } from "./teller.js";

const TICK_MS = 250;
const SAVE_EVERY_MS = 1000;
const untilNext = (position) => TICK_MS - (position % TICK_MS);

export class Run {
  practice;
  teller;
  tools;
  #then;
  #ticking = 0;
  #savedAt = 0;

  /** `then` hears `left(how)` when the stage is left, `lost()` where another tab has taken it. */
  constructor(practice, tools, then) {
    Object.assign(this, { practice, tools, teller: new Teller(tools, practice) });
    this.#then = then;
  }

  get timeline() {
    return this.practice.timeline;
  }

  /** Takes the stage; must be called inside a tap. */
  play() {
    const { lockScreen, place, settings } = this.tools;
    this.practice.kept.phase = "play";
    this.wakeUp();
    place.show("play");
    place.part("play").focus({ preventScroll: true });
    document.documentElement.dataset.busy = "practice";
    lockScreen.open();
    this.timeline.waits = settings.wait;
    settings.heard = true;
    settings.keep();
    this.record();
    this.go();
  }

  /** What only a tap may start: sound, speech, the screen that stays on. */
  wakeUp() {
    this.tools.cues.unlock();
    this.tools.wake.hold();
  }

  async record() {
    await this.tools.cues.load(this.practice.score);
    if (this.tools.place.phase === "play") this.teller.follow();
  }

  go() {
    this.teller.arrive();
    this.timeline.go();
    this.look();
    this.teller.follow();
  }

  /** Looks at the clocks, again on every whole quarter of a second of the practice. */
  look() {
    clearTimeout(this.#ticking);
    const wasRunning = this.timeline.running;
    const wasAway = this.timeline.tick();
    const now = this.timeline.now;
    if (now.finished) return this.#finish();
    this.teller.draw(now);
    if (performance.now() - this.#savedAt > SAVE_EVERY_MS || wasAway) this.save();
    if (now.running) this.#ticking = setTimeout(() => this.look(), untilNext(now.position));
    else if (wasAway) this.#askToContinue();
    else if (wasRunning) this.teller.follow(); // The next step waits.
    return this.tools.cues.follow(now.position, now.running);
  }

  #askToContinue() {
    this.teller.follow();
    const dialog = this.tools.place.dialog("slept");
    if (!dialog.open) dialog.showModal();
  }

  #finish() {
    const { isDone } = this.practice;
    this.teller.give("end");
    if (isDone) this.tools.cues.say(this.tools.place.words.sayEnd);
    this.leave(isDone ? "finished" : "skipped");
  }

  leave(how) {
    this.rest();
    if (["finished", "skipped"].includes(how)) this.tools.cues.end();
    else this.tools.cues.close();
    this.practice.kept.phase = "after";
    if (this.save()) this.#then.left(how);
  }

  /** Stands still, and lets go of the screen and the lock screen. */
  rest() {
    clearTimeout(this.#ticking);
    this.tools.place.dialog("slept").close();
    if (this.timeline.running) this.timeline.pause();
    this.tools.wake.release();
    this.tools.lockScreen.close();
    delete document.documentElement.dataset.busy;
  }

  save() {
    this.#savedAt = performance.now();
    if (this.practice.save()) return true;
    this.#then.lost();
    return false;
  }
}
