// A routine's timed parts laid one after the other, where somebody stands on them, and how much of
// each was practised. Knows nothing of clocks. Pure.

const NEARLY_DONE = 0.8;
const RESTART_MS = 3000;

/** The timed parts of a routine: each step's work, then the time to get ready for the next.
 * @param {{seconds: number, transition: number}[]} steps
 * @returns {{step: number, kind: "work" | "ready", ms: number}[]} */
function partsOf(steps) {
  const last = steps.length - 1;
  return steps.flatMap((step, index) => {
    const work = { step: index, kind: "work", ms: step.seconds * 1000 };
    const pause = { step: index, kind: "ready", ms: step.transition * 1000 };
    return pause.ms && index < last ? [work, pause] : [work];
  });
}

export class Course {
  position = 0;
  #parts = [];
  #played = [];
  #ends = [];

  constructor(steps) {
    this.#lay(partsOf(steps));
    this.#played = this.#parts.map(() => 0);
  }

  #lay(parts) {
    let end = 0;
    this.#parts = parts;
    this.#ends = parts.map((part) => (end += part.ms));
  }

  get total() {
    return this.#ends.at(-1) ?? 0;
  }

  /** The parts with their beginnings. */
  get parts() {
    return this.#parts.map((part, i) => ({ ...part, start: this.#startAt(i) }));
  }

  /** The part it stands on; the end belongs to the last. */
  get part() {
    const at = this.#ends.findIndex((end) => this.position < end);
    return this.parts.at(at);
  }

  /** What there is to show. While getting ready, `step` is already the next one. */
  get now() {
    const { part, position } = this;
    const ready = part.kind === "ready";
    return {
      step: ready ? part.step + 1 : part.step,
      ready,
      leftMs: Math.max(0, part.start + part.ms - position),
      partMs: part.ms,
      position,
      begins: position === part.start,
      finished: position >= this.total,
    };
  }

  get end() {
    return this.part.start + this.part.ms;
  }

  /** Where the next step begins; the end where there is none. */
  get nextStep() {
    const isNext = ({ kind, start }) => kind === "work" && start > this.position;
    return this.parts.find(isNext)?.start ?? this.total;
  }

  /** The start of this step, or of the one before when it has only just begun. */
  get stepBack() {
    const { step } = this.part;
    const startOf = (one) => this.parts.find((part) => part.step === one).start;
    return this.position - startOf(step) > RESTART_MS ? startOf(step) : startOf(Math.max(0, step - 1));
  }

  #startAt(index) {
    return this.#ends[index] - this.#parts[index].ms;
  }

  /** On to a position; what lies between counts as practised, a repeated part once. */
  playTo(position) {
    this.#parts.forEach((part, i) => {
      const ms = Math.min(position, this.#ends[i]) - Math.max(this.position, this.#startAt(i));
      if (ms > 0) this.#played[i] = Math.min(part.ms, this.#played[i] + ms);
    });
    this.position = Math.max(this.position, position);
  }

  /** Other times from this step on; what has been is left as it was. */
  ease(steps, from) {
    const gentler = partsOf(steps);
    this.#lay(this.#parts.map((part, i) => (part.step < from ? part : gentler[i])));
    this.#played = this.#played.map((ms, i) => Math.min(ms, this.#parts[i].ms));
  }

  /** Time practised: seconds in all, and of each step's work; and which steps were nearly whole. */
  get credit() {
    const works = this.#parts.map((part, i) => [part, this.#played[i]]).filter(([p]) => p.kind === "work");
    const steps = [];
    for (const [{ step }, played] of works) steps[step] = Math.round(played / 1000);
    const done = works.filter(([{ ms }, played]) => played >= ms * NEARLY_DONE);
    const ms = this.#played.reduce((sum, played) => sum + played, 0);
    return { seconds: Math.round(ms / 1000), steps, done: done.map(([{ step }]) => step) };
  }

  /** Everything that a later page needs to go on from here. */
  get state() {
    return { position: this.position, played: this.#played, ms: this.#parts.map((part) => part.ms) };
  }

  set state({ position, played, ms }) {
    this.#lay(this.#parts.map((part, i) => ({ ...part, ms: ms[i] ?? part.ms })));
    this.#played = this.#parts.map((_, i) => played[i] ?? 0);
    this.position = Math.min(position, this.total);
  }
}
