// One practice from the check to the rating after, on one page that needs no network once loaded.
// The server's words and times stand on the page; these scripts move between its parts.

import { send } from "../js/outbox.js";
import { After } from "./after.js";
import { Check } from "./check.js";
import { Cues } from "./cues.js";
import { listen } from "./listening.js";
import { LockScreen } from "./lock-screen.js";
import { Place } from "./place.js";
import { Session } from "./session.js";
import { Settings } from "./settings.js";
import { Stage } from "./stage.js";
import { Switches } from "./switches.js";
import { Wake } from "./wake.js";

class PracticePlayer extends HTMLElement {
  #leaving = new AbortController();
  #tools;
  #after;
  #switches;
  #session;

  connectedCallback() {
    send();
    const place = new Place(this);
    if (!place.part("check")) return; // Closed for this person: there is nothing to play.
    this.#tools = this.#gather(place);
    this.#after = new After(place);
    this.#switches = new Switches(this.#tools);
    this.#session = new Session(this.#tools, this.#after);
    listen(place, this.#acts, this.#hears, this.#leaving.signal);
    this.#session.welcomeBack();
    this.#after.recallSigns(place.part("check"));
  }

  #gather(place) {
    const form = place.dialog("settings").querySelector("form");
    const settings = new Settings(form, (name) => this.#changed(name));
    return {
      place,
      settings,
      check: new Check(place.part("check"), place.list),
      cues: new Cues(settings, () => this.#hands?.pause()),
      lockScreen: new LockScreen(this.#buttons),
      stage: new Stage(place.part("play")),
      wake: new Wake(),
    };
  }

  disconnectedCallback() {
    this.#leaving.abort();
    if (!this.#session) return;
    this.#session.run?.rest();
    this.#tools.cues.close();
    this.#session.run?.practice.save();
  }

  get #hands() {
    return this.#session.hands;
  }

  #acts = {
    pause: () => this.#hands.turn(),
    skip: () => this.#hands.skip(),
    back: () => this.#hands.back(),
    easier: () => this.#hands.ease(),
    hurt: () => this.#hands.hurt(),
    stop: () => this.#hands.stop(),
    continue: () => this.#hands.resume(),
    "go-on": () => this.#session.goOn(),
    "start-again": () => this.#session.startAgain(),
    return: () => this.#session.return(),
    unrated: () => this.#session.end({ unrated: "yes" }),
    sound: () => this.#turn("sound"),
    speech: () => this.#turn("speech"),
    settings: () => this.#openSettings(),
    try: (button) => this.#switches.try(button),
    heard: (button) => this.#switches.heard(button),
  };

  /** On the lock screen. */
  #buttons = {
    play: () => this.#hands.resume(),
    pause: () => this.#hands.pause(),
    nexttrack: () => this.#hands.skip(),
    previoustrack: () => this.#hands.back(),
    stop: () => this.#hands.stop(),
  };

  #hears = {
    begun: (form, button) => {
      if (button?.hasAttribute("data-keep")) this.#after.keepSigns(form, button);
      else this.#session.begin(form);
    },
    rated: (form) => this.#session.end(Object.fromEntries(new FormData(form))),
    seen: () => this.#isPlaying && this.#session.run.look(),
    gone: () => this.#session.run?.practice.save(),
    stored: (event) => this.#session.stored(event),
    sent: (entry) => this.#after.sent(entry),
    refused: (entry) => this.#session.refused(entry),
  };

  get #isPlaying() {
    return this.dataset.phase === "play" && this.#session.run;
  }

  #turn(name) {
    this.#switches.turn(name);
    if (this.#isPlaying) this.#session.run.teller.follow();
  }

  #changed(name) {
    this.#switches.changed(name);
    const { run } = this.#session;
    if (!run) return;
    run.timeline.waits = this.#tools.settings.wait;
    if (name === "mix") run.record();
  }

  #openSettings() {
    if (this.#isPlaying) this.#hands.pause();
    this.#tools.place.dialog("settings").showModal();
  }
}

customElements.define("practice-player", PracticePlayer);
