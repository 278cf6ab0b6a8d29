// The bells: soft, few, each unlike the others.
// A note: [hertz, seconds after the cue, seconds long, hertz at its end].

const TONES = {
  start: [[523, 0, 0.9], [784, 0.14, 1.1]],
  ready: [[392, 0, 0.8]],
  side: [[392, 0, 0.5], [523, 0.2, 0.5], [392, 0.4, 0.9]],
  half: [[659, 0, 0.5]],
  count: [[880, 0, 0.15]],
  in: [[262, 0, 1.4, 330]],
  out: [[330, 0, 1.8, 247]],
  end: [[523, 0, 0.9], [659, 0.18, 0.9], [784, 0.36, 1.6]],
};
const [ATTACK_S, LOUD, FADED] = [0.012, 0.22, 0.0004];

/** Seconds for which it rings; 0 for a cue that has no sound. */
export function lengthOf(name) {
  return Math.max(0, ...(TONES[name] ?? []).map(([, after, length]) => after + length));
}

/** Rings at `at` seconds of the context's time. */
export function ring(context, name, at, volume = 1) {
  for (const [hertz, after, length, to] of TONES[name] ?? []) {
    const note = { hertz, to, at: at + after, length, loud: LOUD * volume };
    sound(context, note);
    sound(context, { ...note, hertz: hertz * 2, to: 0, length: length / 2, loud: note.loud / 5 });
  }
}

function sound(context, { hertz, to, at, length, loud }) {
  if (!loud) return;
  const tone = new OscillatorNode(context, { frequency: hertz });
  const gain = new GainNode(context, { gain: 0 });
  if (to) tone.frequency.setValueAtTime(hertz, at).linearRampToValueAtTime(to, at + length);
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loud, at + ATTACK_S);
  gain.gain.exponentialRampToValueAtTime(loud * FADED, at + length);
  tone.connect(gain).connect(context.destination);
  tone.start(at);
  tone.stop(at + length);
}
