// What hands, keys and the lock screen ask of a practice on the stage.

export class Hands {
  #run;

  constructor(run) {
    this.#run = run;
  }

  get isRunning() {
    return this.#run.timeline.running;
  }

  turn() {
    return this.isRunning ? this.pause() : this.resume();
  }

  pause() {
    if (!this.isRunning) return;
    const { cues, place, stage } = this.#run.tools;
    this.#run.timeline.pause();
    cues.silence();
    this.#run.look();
    this.#run.teller.follow();
    stage.announce(place.words.paused);
    this.#run.save();
  }

  resume() {
    if (this.isRunning) return;
    this.#run.tools.place.dialog("slept").close();
    this.#run.wakeUp();
    this.#run.go();
  }

  skip() {
    this.#move(() => this.#run.practice.skip());
  }

  back() {
    this.#move(() => this.#run.timeline.back());
  }

  #move(act) {
    act();
    this.#run.teller.arrive();
    this.#run.tools.cues.seek(this.#run.timeline.now.position);
    this.#run.look();
    this.#run.teller.follow();
  }

  /** One tier down, from the next step on. */
  ease() {
    const { check, place, stage } = this.#run.tools;
    const { easedTier } = this.#run.practice.kept;
    const tier = check.lower(easedTier);
    const isLowest = tier === easedTier;
    if (!isLowest) {
      this.#run.practice.ease(tier);
      this.#run.record();
    }
    stage.note(isLowest ? place.words.lowest : place.words.eased);
    this.#run.save();
  }

  hurt() {
    const { steps, timeline, kept } = this.#run.practice;
    kept.hurtAt = steps[timeline.now.step].number;
    this.#run.leave("hurt");
  }

  stop() {
    this.#run.leave("stopped");
  }
}
