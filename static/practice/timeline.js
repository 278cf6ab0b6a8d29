// Where a practice is, from absolute deadlines. Pure: both clocks are handed in.
//
// Two clocks, since neither is enough alone: the monotonic one cannot be set, but stops while a
// phone sleeps; the wall clock goes on, but can be set. A look that finds the wall clock more than
// two seconds ahead of the monotonic one knows that the phone slept. And some phones halt a page
// while both clocks run on: even a throttled page looks once a minute. After either, only what the
// person heard meanwhile counts as practised.

export const SLEPT_MS = 2000;
export const AWAY_MS = 70_000;
const NEARLY_DONE = 0.8;
const RESTART_MS = 3000;

/** The timed parts of a routine: each step's work, then the time to get ready for the next.
 * @param {{seconds: number, transition: number}[]} steps
 * @returns {{step: number, kind: "work" | "ready", ms: number}[]} */
export function partsOf(steps) {
  const last = steps.length - 1;
  return steps.flatMap((step, index) => {
    const work = { step: index, kind: "work", ms: step.seconds * 1000 };
    const pause = { step: index, kind: "ready", ms: step.transition * 1000 };
    return pause.ms && index < last ? [work, pause] : [work];
  });
}

export class Timeline {
  #clocks;
  #parts = [];
  #played = [];
  #ends = [];
  #position = 0;
  #origin = 0;
  #seen = null;
  running = false;
  /** Whether each step waits until somebody says go. */
  waits = false;

  /** @param {{wall: () => number, mono: () => number, heard?: () => number | null}} clocks all in
   * milliseconds; `heard` is how far the sound got by itself, where it plays */
  constructor(steps, clocks) {
    this.#clocks = clocks;
    this.#lay(partsOf(steps));
    this.#played = this.#parts.map(() => 0);
  }

  get total() {
    return this.#ends.at(-1) ?? 0;
  }

  /** Runs on from where it stands. */
  go() {
    this.#origin = this.#clocks.mono() - this.#position;
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
    const begun = this.#position;
    const heard = (this.#clocks.heard?.() ?? begun) - begun;
    this.#runTo(begun + Math.max(0, Math.min(heard, passed)));
    this.#origin = this.#seen.mono - this.#position;
    if (!this.running || passed - heard <= SLEPT_MS) return false;
    this.running = false;
    return true;
  }

  #runTo(position) {
    const limit = this.#limit;
    this.#playTo(Math.min(position, limit));
    if (this.#position >= limit) this.running = false;
  }

  /** The end, or the next step where that waits. */
  get #limit() {
    const isNext = (part, i) => part.kind === "work" && this.#startAt(i) > this.#position;
    const next = this.waits ? this.#parts.findIndex(isNext) : -1;
    return next < 0 ? this.total : this.#startAt(next);
  }

  get finished() {
    return this.#position >= this.total;
  }

  /** The parts with their beginnings: for the cues. */
  get parts() {
    return this.#parts.map((part, i) => ({ ...part, start: this.#startAt(i) }));
  }

  /** What there is to show now. While getting ready, `step` is already the next one. */
  get now() {
    const at = this.#at();
    const part = this.#parts[at];
    const ready = part.kind === "ready";
    return {
      step: ready ? part.step + 1 : part.step,
      ready,
      leftMs: Math.max(0, this.#ends[at] - this.#position),
      partMs: part.ms,
      position: this.#position,
      begins: this.#position === this.#startAt(at),
      finished: this.finished,
      running: this.running,
    };
  }

  /** To the end of this part: from work to getting ready, from getting ready to the next work. */
  skip() {
    this.tick();
    this.#moveTo(this.#ends[this.#at()]);
  }

  /** To the start of this step, or of the one before when it has only just begun. */
  back() {
    this.tick();
    const part = this.#parts[this.#at()];
    const begun = this.#position - this.#startOf(part.step) > RESTART_MS;
    this.#moveTo(this.#startOf(begun ? part.step : Math.max(0, part.step - 1)));
  }

  /** Other times from this step on; what has been is left as it was. */
  ease(steps, from) {
    this.tick();
    const gentler = partsOf(steps);
    this.#lay(this.#parts.map((part, i) => (part.step < from ? part : gentler[i])));
    this.#played = this.#played.map((ms, i) => Math.min(ms, this.#parts[i].ms));
  }

  /** Time practised: seconds in all, and of each step's work. Repeating a step counts once. */
  get credit() {
    const steps = [];
    this.#parts.forEach((part, i) => {
      if (part.kind === "work") steps[part.step] = Math.round(this.#played[i] / 1000);
    });
    const ms = this.#played.reduce((sum, played) => sum + played, 0);
    return { seconds: Math.round(ms / 1000), steps, done: this.#nearlyWhole() };
  }

  /** Everything that a later page needs to go on from here. */
  get state() {
    return { position: this.#position, played: this.#played, ms: this.#parts.map((p) => p.ms) };
  }

  set state({ position, played, ms }) {
    this.#lay(this.#parts.map((part, i) => ({ ...part, ms: ms[i] ?? part.ms })));
    this.#played = this.#parts.map((_, i) => played[i] ?? 0);
    this.#moveTo(Math.min(position, this.total));
  }

  #nearlyWhole() {
    const whole = (part, i) => part.kind === "work" && this.#played[i] >= part.ms * NEARLY_DONE;
    return this.#parts.filter(whole).map((part) => part.step);
  }

  #lay(parts) {
    let end = 0;
    this.#parts = parts;
    this.#ends = parts.map((part) => (end += part.ms));
  }

  #look() {
    return { wall: this.#clocks.wall(), mono: this.#clocks.mono() };
  }

  #at() {
    const at = this.#ends.findIndex((end) => this.#position < end);
    return at < 0 ? this.#parts.length - 1 : at;
  }

  #startOf(step) {
    return this.#startAt(this.#parts.findIndex((part) => part.step === step));
  }

  #startAt(index) {
    return this.#ends[index] - this.#parts[index].ms;
  }

  #moveTo(position) {
    this.#position = position;
    this.#origin = this.#clocks.mono() - position;
  }

  #playTo(position) {
    this.#parts.forEach((part, i) => {
      const start = this.#ends[i] - part.ms;
      const ms = Math.min(position, this.#ends[i]) - Math.max(this.#position, start);
      if (ms > 0) this.#played[i] = Math.min(part.ms, this.#played[i] + ms);
    });
    this.#position = Math.max(this.#position, position);
  }
}
