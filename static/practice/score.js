// Which cue falls when: one list for sound, vibration, speech and light. Pure.

const COUNTED = [3000, 2000, 1000];
const [LONG_ENOUGH_TO_COUNT, LONG_ENOUGH_FOR_FIVE, LONG_ENOUGH_FOR_HALF] = [5000, 15_000, 40_000];
export const IN_MS = 4000;
export const OUT_MS = 6000;

/** True where the person has to turn to their other side. */
export function sideChanges(from, to) {
  return Boolean(from) && to.side !== "both" && from.side !== to.side;
}

/** All cues of a routine as {at, name}, in milliseconds from its start, in order.
 * @param {{step: number, kind: "work" | "ready", start: number, ms: number}[]} parts */
export function scoreOf(parts, steps) {
  const last = parts.at(-1);
  const cues = parts.flatMap((part, i) => cuesOf(part, parts[i - 1], steps));
  return [...cues, { at: last.start + last.ms, name: "end" }].sort((a, b) => a.at - b.at);
}

function cuesOf({ step, kind, start, ms }, before, steps) {
  const end = start + ms;
  const isWork = kind === "work";
  const cues = [{ at: start, name: opening(step, isWork, before, steps) }];
  const counted = ms > LONG_ENOUGH_TO_COUNT ? COUNTED : [];
  cues.push(...counted.map((left) => ({ at: end - left, name: "count" })));
  if (isWork && ms >= LONG_ENOUGH_FOR_FIVE) cues.push({ at: end - 5000, name: "five" });
  if (isWork && steps[step].technique === "breathing") return [...cues, ...breaths(start, ms)];
  if (isWork && ms >= LONG_ENOUGH_FOR_HALF) cues.push({ at: start + ms / 2, name: "half" });
  return cues;
}

function opening(step, isWork, before, steps) {
  if (isWork && before?.kind !== "work") return "start";
  const [from, to] = isWork ? [step - 1, step] : [step, step + 1];
  if (sideChanges(steps[from], steps[to])) return "side";
  return isWork ? "start" : "ready";
}

/** In for four seconds, out for six, as often as that fits whole. */
function breaths(start, ms) {
  const count = Math.floor(ms / (IN_MS + OUT_MS));
  const begins = Array.from({ length: count }, (_, i) => start + i * (IN_MS + OUT_MS));
  return begins.flatMap((at) => [{ at, name: "in" }, { at: at + IN_MS, name: "out" }]);
}
