// A routine's bells as one sound file, made on the phone. Bells that ring into one another are
// rendered together, once for each different group; the silence between is one second of zeros that
// the file names again and again. So a long routine takes no more memory than its few bells.

import { lengthOf, ring } from "./tones.js";

export const RATE = 11_025;
const [HEADER_BYTES, SAMPLE_BYTES, TAIL_S] = [44, 2, 1];
const second = new Blob([new Int16Array(RATE)]);
const rung = new Map();

/** A WAV file, mono, 16 bit, with every cue's bell at its own sample. */
export async function record(score) {
  const pieces = [];
  let at = 0;
  for (const group of groupsOf(score.filter(({ name }) => lengthOf(name)))) {
    const begins = Math.round((group.at * RATE) / 1000);
    const bells = await rendered(group);
    pieces.push(...silence(begins - at), bells);
    at = begins + bells.size / SAMPLE_BYTES;
  }
  pieces.push(...silence(TAIL_S * RATE));
  return new Blob([header(at + TAIL_S * RATE), ...pieces], { type: "audio/wav" });
}

/** Nothing to hear, for a moment: opens a media element inside a tap. */
export function hush() {
  return new Blob([header(RATE), second], { type: "audio/wav" });
}

function groupsOf(score) {
  const groups = [];
  for (const { at, name } of score) {
    const last = groups.at(-1);
    const group = last && at < last.end ? last : { at, end: at, cues: [] };
    if (group !== last) groups.push(group);
    group.end = Math.max(group.end, at + lengthOf(name) * 1000);
    group.cues.push([name, at - group.at]);
  }
  return groups;
}

async function rendered({ at, end, cues }) {
  const key = cues.join();
  if (rung.has(key)) return rung.get(key);
  const context = new OfflineAudioContext(1, Math.ceil(((end - at) * RATE) / 1000), RATE);
  for (const [name, after] of cues) ring(context, name, after / 1000);
  const samples = (await context.startRendering()).getChannelData(0);
  const loud = (value) => Math.round(Math.max(-1, Math.min(1, value)) * 32_767);
  rung.set(key, new Blob([Int16Array.from(samples, loud)]));
  return rung.get(key);
}

function silence(samples) {
  const whole = Math.floor(samples / RATE);
  return [...Array(whole).fill(second), second.slice(0, (samples % RATE) * SAMPLE_BYTES)];
}

function header(samples) {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES));
  const word = (at, text) => [...text].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  const bytes = samples * SAMPLE_BYTES;
  word(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + bytes, true);
  word(8, "WAVEfmt ");
  const format = [16, 1 | (1 << 16), RATE, RATE * SAMPLE_BYTES, SAMPLE_BYTES | (16 << 16)];
  format.forEach((value, i) => view.setUint32(16 + 4 * i, value, true));
  word(36, "data");
  view.setUint32(40, bytes, true);
  return view;
}
