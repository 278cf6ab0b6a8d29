// One practice from the check to the rating after, on one page that needs no network once loaded.
// The server's words and times stand on the page; this script moves between its parts.

import * as outbox from "../js/outbox.js";
import { Check } from "./check.js";
import { Cues } from "./cues.js";
import { fileEnd, fileStart } from "./filing.js";
import { LockScreen } from "./lock-screen.js";
import { Practice } from "./practice.js";
import { Settings } from "./settings.js";
import { Stage } from "./stage.js";
import { readSteps, secondsOf } from "./steps.js";
import * as store from "./store.js";
import { Wake } from "./wake.js";

const TICK_MS = 250;
const SAVE_EVERY_MS = 1000;
const TRY_MS = 1500;
const NO_ID = "00000000-0000-0000-0000-000000000000";
const mono = () => performance.now();
const untilNext = (position) => TICK_MS - (position % TICK_MS);

class PracticePlayer extends HTMLElement {
  #wake = new Wake();
  #practice = null;
  #at = -1;
  #saidSteps = new Set();
  #ticking = 0;
  #savedAt = 0;
  #filed = null;
  #leaving = new AbortController();
  #stage;
  #check;
  #settings;
  #cues;
  #lockScreen;
  #clocks = { wall: () => Date.now(), mono, heard: () => this.#cues.heard };

  connectedCallback() {
    outbox.send();
    if (!this.#part("check")) return; // Closed for this person: there is nothing to play.
    this.#stage = new Stage(this.#part("play"));
    this.#check = new Check(this.#part("check"), this.#list);
    const form = this.#dialog("settings").querySelector("form");
    this.#settings = new Settings(form, (name) => this.#changed(name));
    this.#cues = new Cues(this.#settings, () => this.#interrupted());
    this.#lockScreen = new LockScreen(this.#buttons);
    this.#listen();
    this.#readSwitches();
    this.#welcomeBack(store.load());
  }

  disconnectedCallback() {
    this.#leaving.abort();
    if (!this.#cues) return;
    this.#rest();
    this.#cues.close();
    this.#practice?.save();
  }

  // From the check to the first step

  #begin(event) {
    if (event.submitter?.hasAttribute("data-keep")) return; // A sign to keep: the server answers.
    event.preventDefault();
    if (!this.#check.isOpen) return;
    this.#fileUnfinished(store.load());
    this.#wakeUp();
    this.#practice = new Practice(this.#planned(event.target), this.#list, this.#clocks);
    this.#practice.claim();
    this.#play();
  }

  #planned(form) {
    const { tier, dropped, painBefore } = this.#check;
    const planned = secondsOf(readSteps(this.#list, tier, dropped));
    const { routine, name } = this.dataset;
    const place = { routine, name, page: location.pathname };
    const told = { tier, dropped: [...dropped], painBefore, planned };
    return { ...fileStart(form, planned), ...place, ...told, phase: "play" };
  }

  /** What only a tap may start: sound, speech, the screen that stays on. */
  #wakeUp() {
    this.#cues.unlock();
    this.#wake.hold();
  }

  #play() {
    this.#practice.kept.phase = "play";
    this.#show("play");
    this.#part("play").focus({ preventScroll: true });
    document.documentElement.dataset.busy = "practice";
    this.#lockScreen.open();
    this.#timeline.waits = this.#settings.wait;
    this.#settings.heard = true;
    this.#settings.keep();
    this.#record();
    this.#go();
  }

  async #record() {
    await this.#cues.load(this.#practice.score);
    if (this.dataset.phase === "play") this.#follow();
  }

  #go() {
    this.#at = -1;
    this.#timeline.go();
    this.#tick();
    this.#follow();
  }

  /** Looks at the clocks on every whole quarter of a second of the practice. */
  #tick() {
    clearTimeout(this.#ticking);
    const wasRunning = this.#timeline.running;
    const wasAway = this.#timeline.tick();
    const now = this.#timeline.now;
    if (now.finished) return this.#finish();
    this.#draw(now);
    if (mono() - this.#savedAt > SAVE_EVERY_MS || wasAway) this.#save();
    if (now.running) this.#ticking = setTimeout(() => this.#tick(), untilNext(now.position));
    else if (wasAway) this.#askToContinue();
    else if (wasRunning) this.#follow(); // The next step waits.
    this.#cues.follow(now.position, now.running);
  }

  #draw(now) {
    const isNew = this.#stage.draw(now, this.#steps);
    const cues = this.#fallen(now);
    if (now.running && cues.length) this.#give(cues.at(-1));
    if (now.running && (isNew || this.#at < 0)) this.#tell(now);
    if (isNew) this.#follow();
    this.#at = now.position;
  }

  /** Cues since the last look; after a move, that of the part where it now stands. */
  #fallen({ position, leftMs, partMs }) {
    if (this.#at >= 0) return this.#practice.cuesIn(this.#at, position);
    const begun = position - (partMs - leftMs);
    return this.#practice.cuesIn(begun - 1, begun).slice(0, 1);
  }

  #give(cue) {
    if (cue === "five") this.#cues.say(this.dataset.sayFive);
    this.#cues.play(cue);
    this.#stage.flash(cue);
  }

  /** The name and the side always, the instruction once. */
  #tell({ step: index, ready }) {
    const step = this.#steps[index];
    const words = this.#saidSteps.has(step.number) ? step.title : step.say;
    if (!ready) this.#saidSteps.add(step.number);
    this.#cues.say(ready ? step.sayReady : words);
  }

  /** Sound and lock screen where the timeline is. */
  #follow() {
    const { step, position, running } = this.#timeline.now;
    this.#cues.follow(position, running);
    const { name, pictures } = this.dataset;
    this.#lockScreen.name(this.#steps[step].title, name, pictures.split(" "));
    this.#lockScreen.place(position, this.#timeline.total, running);
  }

  // On the way

  #acts = {
    pause: () => (this.#timeline.running ? this.#pause() : this.#resume()),
    skip: () => this.#move(() => this.#practice.skip()),
    back: () => this.#move(() => this.#timeline.back()),
    easier: () => this.#ease(),
    hurt: () => this.#hurt(),
    stop: () => this.#leaveStage("stopped"),
    continue: () => this.#resume(),
    "go-on": () => this.#goOn(),
    "start-again": () => this.#startAgain(),
    return: () => this.#return(),
    unrated: () => this.#end({ unrated: "yes" }),
    sound: () => this.#turn("sound", !this.#cues.sound),
    speech: () => this.#turn("speech", !this.#cues.speech),
    settings: () => this.#openSettings(),
    try: (button) => this.#try(button),
    heard: (button) => this.#heard(button),
  };

  #buttons = {
    play: () => this.#timeline.running || this.#resume(),
    pause: () => this.#timeline.running && this.#pause(),
    nexttrack: () => this.#acts.skip(),
    previoustrack: () => this.#acts.back(),
    stop: () => this.#acts.stop(),
  };

  #pause(words = this.dataset.paused) {
    this.#timeline.pause();
    this.#cues.silence();
    this.#tick();
    this.#follow();
    this.#stage.announce(words);
    this.#save();
  }

  #resume() {
    this.#dialog("slept").close();
    this.#wakeUp();
    this.#go();
  }

  /** A call, or headphones that were pulled: the practice stands still with its sound. */
  #interrupted() {
    if (this.dataset.phase === "play" && this.#timeline.running) this.#pause();
  }

  #askToContinue() {
    this.#follow();
    const dialog = this.#dialog("slept");
    if (!dialog.open) dialog.showModal();
  }

  #move(act) {
    act();
    this.#at = -1;
    this.#cues.seek(this.#timeline.now.position);
    this.#tick();
    this.#follow();
  }

  /** One tier down, from the next step on. */
  #ease() {
    const { easedTier } = this.#practice.kept;
    const tier = this.#check.lower(easedTier);
    const isLowest = tier === easedTier;
    if (!isLowest) {
      this.#practice.ease(tier);
      this.#record();
    }
    this.#stage.note(isLowest ? this.dataset.lowest : this.dataset.eased);
    this.#save();
  }

  #hurt() {
    this.#practice.kept.hurtAt = this.#steps[this.#timeline.now.step].number;
    this.#leaveStage("hurt");
  }

  #finish() {
    this.#give("end");
    this.#cues.say(this.dataset.sayEnd);
    this.#leaveStage("finished");
  }

  // After

  #leaveStage(how) {
    this.#dialog("slept").close();
    if (this.#timeline.running) this.#timeline.pause();
    this.#rest();
    if (how === "finished") this.#cues.end();
    else this.#cues.close();
    this.#practice.kept.phase = "after";
    if (this.#save()) this.#ask(how);
  }

  #ask(how) {
    for (const piece of this.querySelectorAll("[data-when]")) {
      piece.hidden = !piece.dataset.when.split(" ").includes(how);
    }
    this.#show("after");
    this.#part("after").querySelector("h2").focus();
  }

  #return() {
    this.#practice.kept.hurtAt = 0;
    this.#wakeUp();
    this.#play();
  }

  #rate(event) {
    event.preventDefault();
    this.#end(Object.fromEntries(new FormData(event.target)));
  }

  #end(rating) {
    const { kept, results } = this.#practice;
    if (!store.take(kept)) return this.#yield();
    fileEnd(kept, this.dataset.completion, { ...results, ...rating });
    this.#practice = null;
    this.#filed = kept;
    this.#tellResult(kept.painBefore, rating.pain_after);
  }

  #tellResult(before, after) {
    this.querySelector("[data-rated]").hidden = after === undefined;
    this.#set("before", before);
    this.#set("after", after ?? "");
    this.#set("kept", this.dataset.waiting);
    this.#show("result");
    this.#part("result").querySelector("h2").focus();
  }

  /** The server has it: its picture, with this person's own earlier practices, takes our place. */
  async #sent({ detail }) {
    if (detail.id !== this.#filed?.completion) return;
    this.#set("kept", this.dataset.sent);
    const page = this.dataset.page.replace(NO_ID, this.#filed.id);
    const target = this.#part("result");
    await window.htmx?.ajax("GET", page, { target, swap: "innerHTML" });
    target.querySelector("h2")?.focus();
  }

  #refused({ detail }) {
    if (detail.id === this.#practice?.kept.id) {
      store.take(this.#practice.kept);
      this.#drop("refused");
    } else if (detail.id === this.#filed?.completion) this.#set("kept", this.dataset.refused);
  }

  #drop(part) {
    this.#timeline.pause();
    this.#rest();
    this.#cues.close();
    this.#practice = null;
    this.#show(part);
  }

  // A practice that was interrupted, or that another tab leads

  #welcomeBack(kept) {
    if (!kept) return;
    const isHere = kept.routine === this.dataset.routine;
    if (!store.isFresh(kept)) return this.#fileUnfinished(kept);
    if (!isHere) return this.#pointTo(kept);
    this.#practice = new Practice(kept, this.#list, this.#clocks);
    if (kept.phase === "after") {
      this.#practice.claim();
      return this.#ask("stopped");
    }
    this.#set("resume-step", this.#steps[this.#timeline.now.step].number);
    this.#show("resume");
  }

  #pointTo(kept) {
    const place = this.#part("elsewhere");
    place.hidden = false;
    this.#set("elsewhere", kept.name);
    place.querySelector("a").href = kept.page;
  }

  #goOn() {
    this.#wakeUp();
    const there = store.load();
    if (there?.id !== this.#practice.kept.id) return this.#yield();
    this.#practice = new Practice(there, this.#list, this.#clocks);
    this.#practice.claim();
    this.#play();
  }

  #startAgain() {
    this.#fileUnfinished(this.#practice.kept);
    this.#practice = null;
    this.#show("check");
  }

  /** What was not finished is filed as partial credit, without a rating. */
  #fileUnfinished(kept) {
    if (!kept || !store.take(kept)) return;
    fileEnd(kept, this.dataset.completion, { ...kept.results, unrated: "yes" });
  }

  #save() {
    this.#savedAt = mono();
    if (this.#practice.save()) return true;
    this.#yield();
    return false;
  }

  /** Another tab has it: this one lets go. */
  #yield() {
    this.#set("gone", this.dataset[store.load()?.id === this.#practice.kept.id ? "led" : "ended"]);
    this.#drop("gone");
  }

  #stored(event) {
    const { phase } = this.dataset;
    if (!this.#practice || !store.isOwn(event) || !["play", "after"].includes(phase)) return;
    if (store.isElsewhere(this.#practice.kept)) this.#yield();
  }

  #rest() {
    clearTimeout(this.#ticking);
    this.#wake.release();
    this.#lockScreen.close();
    delete document.documentElement.dataset.busy;
  }

  // Switches, sound and light, keys and places

  #readSwitches() {
    for (const name of ["sound", "speech"]) {
      const isOn = this.#button(name).getAttribute("aria-pressed") === "true";
      this.#cues[name] = isOn;
    }
    this.#changed("vibration");
    if (this.#settings.shared) this.#turn("speech", false);
    this.querySelector("[data-no-wake]").hidden = Wake.possible;
    this.querySelector("[data-first]").hidden = this.#settings.heard;
  }

  #turn(name, isOn) {
    this.#cues[name] = isOn;
    this.#button(name).setAttribute("aria-pressed", isOn);
    if (!isOn) this.#cues.silence();
    if (this.#practice) this.#follow();
  }

  #changed(name) {
    this.#cues.vibration = this.querySelector('[name="vibration"]').checked;
    if (name === "shared") this.#turn("speech", !this.#settings.shared);
    if (!this.#practice) return;
    this.#timeline.waits = this.#settings.wait;
    if (name === "mix") this.#record();
  }

  #openSettings() {
    if (this.#practice && this.#timeline.running) this.#pause();
    this.#dialog("settings").showModal();
  }

  /** "Can you hear this?": a bell, a word, a buzz, and light. */
  #try(button) {
    const place = button.closest("[data-tries]");
    this.#cues.unlock();
    this.#cues.ring("side");
    this.#cues.buzz("side");
    this.#cues.say(this.dataset.sayTry);
    place.dataset.lit = "";
    setTimeout(() => delete place.dataset.lit, TRY_MS);
    for (const after of place.querySelectorAll("[data-tried]")) after.hidden = false;
  }

  #heard(button) {
    const isHeard = button.value === "yes";
    this.#settings.heard = isHeard;
    this.#settings.keep();
    this.querySelector("[data-first]").hidden = isHeard;
    this.querySelector("[data-unheard]").hidden = isHeard;
  }

  #listen() {
    const { signal } = this.#leaving;
    const on = (place, name, act) => place.addEventListener(name, act, { signal });
    on(this, "click", (event) => this.#clicked(event));
    on(this.#part("check"), "submit", (event) => this.#begin(event));
    on(this.#part("after").querySelector("form"), "submit", (event) => this.#rate(event));
    on(document, "keydown", (event) => this.#pressed(event));
    on(document, "visibilitychange", () => this.#seen());
    on(window, "pagehide", () => this.#practice?.save());
    on(window, "storage", (event) => this.#stored(event));
    on(window, "outbox:sent", (event) => this.#sent(event));
    on(window, "outbox:refused", (event) => this.#refused(event));
    on(this.#dialog("slept"), "cancel", (event) => event.preventDefault());
  }

  #seen() {
    if (!document.hidden && this.dataset.phase === "play") this.#tick();
  }

  #clicked(event) {
    const place = event.target.closest("[data-do]");
    if (place && this.contains(place)) this.#acts[place.dataset.do]?.(place);
  }

  #pressed(event) {
    const isFree = !event.target.closest("button, input, textarea, a, dialog");
    if (this.dataset.phase !== "play" || event.altKey || event.ctrlKey || event.metaKey) return;
    const act = { " ": isFree && "pause", ArrowLeft: "back", ArrowRight: "skip" }[event.key];
    if (!act || this.querySelector("dialog[open]")) return;
    event.preventDefault();
    this.#acts[act]();
  }

  #show(phase) {
    this.dataset.phase = phase;
    for (const part of this.querySelectorAll("[data-part]")) {
      if (part.dataset.part !== "elsewhere") part.hidden = part.dataset.part !== phase;
    }
    window.scrollTo(0, 0);
  }

  #set(name, text) {
    for (const place of this.querySelectorAll(`[data-out="${name}"]`)) place.textContent = text;
  }

  #part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  #button(name) {
    return this.querySelector(`[data-do="${name}"]`);
  }

  #dialog(name) {
    return this.querySelector(`[data-sheet="${name}"]`);
  }

  get #list() {
    return this.querySelector("[data-steps]");
  }

  get #timeline() {
    return this.#practice.timeline;
  }

  get #steps() {
    return this.#practice.steps;
  }
}

customElements.define("practice-player", PracticePlayer);
