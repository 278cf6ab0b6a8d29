// One practice under way: its steps, its timeline, and all that a later page needs to go on.

import { resultFields } from "./filing.js";
import { scoreOf } from "./score.js";
import { readSteps } from "./steps.js";
import * as store from "./store.js";
import { Timeline } from "./timeline.js";

const DONE = 0.8;

export class Practice {
  kept;
  steps;
  timeline;
  score;
  #list;

  /** @param kept what is kept of it: its ids, tier, what is left out; with `state` it goes on */
  constructor(kept, list, clocks) {
    this.kept = { easedTier: kept.tier, easedFrom: 0, skipped: [], hurtAt: 0, easedAt: 0, ...kept };
    this.#list = list;
    this.steps = this.#read(kept.tier);
    this.timeline = new Timeline(this.steps, clocks);
    if (this.kept.easedFrom) this.#layEased();
    if (kept.state) this.timeline.state = kept.state;
    this.#write();
  }

  /** Cues after one position up to another. */
  cuesIn(after, to) {
    return this.score.filter(({ at }) => at > after && at <= to).map(({ name }) => name);
  }

  skip() {
    const { step, ready } = this.timeline.now;
    const { skipped } = this.kept;
    if (!ready && !skipped.includes(step)) skipped.push(step);
    this.timeline.skip();
  }

  /** At another tier from the next step on. */
  ease(tier) {
    const { step, ready } = this.timeline.now;
    Object.assign(this.kept, { easedTier: tier, easedFrom: ready ? step : step + 1 });
    this.kept.easedAt ||= this.steps[step].number;
    this.#layEased();
    this.#write();
  }

  /** At least 80 % of the time, as the server counts it. */
  get isDone() {
    return this.timeline.credit.seconds * 1000 >= this.timeline.total * DONE;
  }

  get results() {
    const { credit, total } = this.timeline;
    return resultFields({ ...this.kept, credit, total, steps: this.steps });
  }

  /** Keeps it on the phone; false where another tab has taken it over. */
  save() {
    if (store.isElsewhere(this.kept)) return false;
    return this.claim();
  }

  /** This tab leads it from now on. */
  claim() {
    Object.assign(this.kept, { state: this.timeline.state, results: this.results, isStored: true });
    this.kept.isStored = store.save(this.kept);
    return true;
  }

  #read(tier) {
    return readSteps(this.#list, tier, new Set(this.kept.dropped));
  }

  #layEased() {
    const { tier, easedTier, easedFrom } = this.kept;
    const [written, gentler] = [this.#read(tier), this.#read(easedTier)];
    this.steps = written.map((step, i) => (i < easedFrom ? this.steps[i] ?? step : gentler[i]));
    this.timeline.ease(this.steps, easedFrom);
  }

  #write() {
    this.score = scoreOf(this.timeline.parts, this.steps);
  }
}
