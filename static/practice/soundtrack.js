// Plays a routine's recording beside its timeline, so that bells and the lock screen's buttons go
// on with the screen off. The timeline leads; after an absence the sound tells what was heard.

import { hush, record } from "./recording.js";

const [OFF_MS, SEEK_EVERY_MS] = [150, 2000];

export class Soundtrack {
  #audio = new Audio();
  #mine = "";
  #made = 0;
  #wanted = false;
  #soughtAt = 0;
  alive = false;

  /** `stopped` is called where something else stops the sound: a call, the headphones pulled. */
  constructor(stopped) {
    this.#audio.addEventListener("pause", () => {
      if (this.#wanted && this.alive && this.#audio.paused && !this.#audio.ended) stopped();
    });
    this.#audio.addEventListener("error", () => (this.alive = false));
  }

  /** Inside a tap: from here on the element may play. */
  unlock() {
    if (this.#audio.src) return;
    this.#source(hush());
    this.#play();
  }

  /** Records these cues; the recording is in place where `alive` turns true. */
  async load(score) {
    const turn = (this.#made += 1);
    this.alive = false;
    try {
      const recording = await record(score);
      if (turn !== this.#made) return;
      this.#source(recording);
      this.alive = true;
    } catch {
      // Where the phone cannot record, bells ring one by one.
    }
  }

  /** Keeps beside the timeline. */
  follow(position, running) {
    if (!this.alive) return;
    const isOff = Math.abs(this.#audio.currentTime * 1000 - position) > OFF_MS;
    const isDue = !this.#wanted || performance.now() - this.#soughtAt > SEEK_EVERY_MS;
    if (isOff && isDue) this.seek(position);
    if (running === this.#wanted) return;
    this.#wanted = running;
    running ? this.#play() : this.#audio.pause();
  }

  seek(position) {
    if (!this.alive) return;
    this.#soughtAt = performance.now();
    this.#audio.currentTime = position / 1000;
  }

  /** Where it is, in milliseconds; nothing where it does not play. */
  get heard() {
    return this.alive && this.#wanted ? this.#audio.currentTime * 1000 : null;
  }

  /** Lets the last bell ring out. */
  end() {
    this.#wanted = false;
  }

  close() {
    this.#made += 1;
    this.#wanted = this.alive = false;
    this.#audio.pause();
    this.#audio.removeAttribute("src");
    URL.revokeObjectURL(this.#mine);
  }

  set volume(volume) {
    this.#audio.volume = volume;
  }

  set muted(muted) {
    this.#audio.muted = muted;
  }

  #source(blob) {
    this.#wanted = false;
    URL.revokeObjectURL(this.#mine);
    this.#audio.src = this.#mine = URL.createObjectURL(blob);
  }

  #play() {
    this.#audio.play().catch((error) => {
      if (error.name === "NotAllowedError") this.alive = false;
    });
  }
}
