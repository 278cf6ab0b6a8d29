// What a person sees, hears and feels at each look at the clock: every cue once, in words and light
// as well as in sound.

export class Teller {
  #tools;
  #practice;
  #at = -1;
  #said = new Set();

  constructor(tools, practice) {
    this.#tools = tools;
    this.#practice = practice;
  }

  /** The next look has come here by a move, not by time. */
  arrive() {
    this.#at = -1;
  }

  draw(now) {
    const isNew = this.#tools.stage.draw(now, this.#practice.steps);
    const cues = this.#fallen(now);
    if (now.running && cues.length) this.give(cues.at(-1));
    if (now.running && (isNew || this.#at < 0)) this.#tell(now);
    if (isNew) this.follow();
    this.#at = now.position;
  }

  give(cue) {
    const { cues, place, stage } = this.#tools;
    if (cue === "five") cues.say(place.words.sayFive);
    cues.play(cue);
    stage.flash(cue);
  }

  /** Sound and lock screen where the timeline is. */
  follow() {
    const { cues, lockScreen, place } = this.#tools;
    const { steps, timeline } = this.#practice;
    const { step, position, running } = timeline.now;
    const { name, pictures } = place.words;
    cues.follow(position, running);
    lockScreen.name(steps[step].title, name, pictures.split(" "));
    lockScreen.place(position, timeline.total, running);
  }

  /** Cues since the last look; after a move, that of the part where it now stands. */
  #fallen({ position, leftMs, partMs }) {
    if (this.#at >= 0) return this.#practice.cuesIn(this.#at, position);
    const begun = position - (partMs - leftMs);
    return this.#practice.cuesIn(begun - 1, begun).slice(0, 1);
  }

  /** The name and the side always, the instruction once. */
  #tell({ step: index, ready }) {
    const step = this.#practice.steps[index];
    const words = this.#said.has(step.number) ? step.title : step.say;
    if (!ready) this.#said.add(step.number);
    this.#tools.cues.say(ready ? step.sayReady : words);
  }
}
