// Where a practice is, from absolute deadlines. Pure: both clocks are handed in.
//
// Two clocks, since neither is enough alone: the monotonic one cannot be set, but stops while a
// phone sleeps; the wall clock goes on, but can be set. A look that finds the wall clock more than
// two seconds ahead of the monotonic one knows that the phone slept. And some phones halt a page
// while both clocks run on: even a throttled page looks once a minute. After either, only what the
// person heard meanwhile counts as practised.

import { Course } from "./course.js";

const SLEPT_MS = 2000;
const AWAY_MS = 70_000;

export class Timeline {
  #clocks;
  #course;
  #origin = 0;
  #seen = null;
  running = false;
  /** Whether each step waits until somebody says go. */
  waits = false;

  /** @param {{wall: () => number, mono: () => number, heard?: () => number | null}} clocks all in
   * milliseconds; `heard` is how far the sound got by itself, where it plays */
  constructor(steps, clocks) {
    this.#clocks = clocks;
    this.#course = new Course(steps);
  }

  get total() {
    return this.#course.total;
  }

  /** Runs on from where it stands. */
  go() {
    this.#origin = this.#clocks.mono() - this.#course.position;
    this.#seen = this.#look();
    this.running = true;
  }

  pause() {
    this.tick();
    this.running = false;
  }

  /** Looks at the clocks; says whether the person was away since the last look (and then pauses
   * where that look, or the sound, left it). */
  tick() {
    if (!this.running) return false;
    const { wall, mono } = this.#seen;
    this.#seen = this.#look();
    const passed = this.#seen.mono - mono;
    const slept = this.#seen.wall - wall - passed;
    if (slept > SLEPT_MS || passed > AWAY_MS) return this.#comeBack(passed + Math.max(0, slept));
    this.#runTo(this.#seen.mono - this.#origin);
    return false;
  }

  #comeBack(passed) {
    const begun = this.#course.position;
    const heard = (this.#clocks.heard?.() ?? begun) - begun;
    this.#runTo(begun + Math.max(0, Math.min(heard, passed)));
    this.#origin = this.#seen.mono - this.#course.position;
    if (!this.running || passed - heard <= SLEPT_MS) return false;
    this.running = false;
    return true;
  }

  #runTo(position) {
    const limit = this.waits ? this.#course.nextStep : this.total;
    this.#course.playTo(Math.min(position, limit));
    if (this.#course.position >= limit) this.running = false;
  }

  /** The parts with their beginnings: for the cues. */
  get parts() {
    return this.#course.parts;
  }

  /** What there is to show now. */
  get now() {
    return { ...this.#course.now, running: this.running };
  }

  /** To the end of this part: from work to getting ready, from getting ready to the next work. */
  skip() {
    this.tick();
    this.#moveTo(this.#course.end);
  }

  /** To the start of this step, or of the one before when it has only just begun. */
  back() {
    this.tick();
    this.#moveTo(this.#course.stepBack);
  }

  /** Other times from this step on; what has been is left as it was. */
  ease(steps, from) {
    this.tick();
    this.#course.ease(steps, from);
  }

  /** Time practised: see Course. */
  get credit() {
    return this.#course.credit;
  }

  /** Everything that a later page needs to go on from here. */
  get state() {
    return this.#course.state;
  }

  set state(state) {
    this.#course.state = state;
    this.#moveTo(this.#course.position);
  }

  #look() {
    return { wall: this.#clocks.wall(), mono: this.#clocks.mono() };
  }

  #moveTo(position) {
    this.#course.position = position;
    this.#origin = this.#clocks.mono() - position;
  }
}
