// Bells, vibration and speech as this person wants them. Each has its visual twin on the stage.

import { Soundtrack } from "./soundtrack.js";
import { ring } from "./tones.js";
import * as voice from "./voice.js";

const VIBRATIONS = {
  start: [220],
  ready: [90, 80, 90],
  side: [90, 80, 90, 80, 260],
  half: [60],
  count: [40],
  end: [300, 120, 300],
};

export class Cues {
  sound = true;
  vibration = true;
  speech = true;
  #context = null;
  #settings;
  #soundtrack;

  /** `settings`: {volume, mix, voice}; `stopped`: see Soundtrack. */
  constructor(settings, stopped) {
    this.#settings = settings;
    this.#soundtrack = new Soundtrack(stopped);
  }

  /** Must be called inside a tap: phones allow sound and speech only from there on. */
  unlock() {
    const { mix } = this.#settings;
    try {
      if (navigator.audioSession) navigator.audioSession.type = mix ? "ambient" : "playback";
      this.#context ??= new AudioContext();
      this.#context.resume().catch(() => {});
    } catch {
      this.#context = null;
    }
    if (!mix) this.#soundtrack.unlock();
    if (this.speech) voice.say(" ");
  }

  /** Other cues from now on. Beside somebody's music they ring one by one: a recording, which goes
   * on with the screen off, would stop the music. */
  async load(score) {
    if (this.#settings.mix) return this.#soundtrack.close();
    await this.#soundtrack.load(score);
  }

  follow(position, running) {
    this.#soundtrack.volume = this.#settings.volume;
    this.#soundtrack.muted = !this.sound;
    this.#soundtrack.follow(position, running);
  }

  seek(position) {
    this.#soundtrack.seek(position);
  }

  get heard() {
    return this.#soundtrack.heard;
  }

  play(name) {
    if (!this.#soundtrack.alive) this.ring(name);
    this.buzz(name);
  }

  buzz(name) {
    if (this.vibration && VIBRATIONS[name]) navigator.vibrate?.(VIBRATIONS[name]);
  }

  ring(name) {
    if (!this.sound || !this.#context) return;
    ring(this.#context, name, this.#context.currentTime, this.#settings.volume);
  }

  say(text) {
    if (this.speech) voice.say(text, this.#settings);
  }

  silence() {
    voice.hush();
    navigator.vibrate?.(0);
  }

  /** At the end: the last bell rings out. */
  end() {
    this.#soundtrack.end();
  }

  close() {
    this.silence();
    this.#soundtrack.close();
  }
}
