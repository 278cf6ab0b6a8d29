// A waiting entry in words.
import { KINDS } from "./kinds.js";

const page = document.documentElement;
const DAY = { weekday: "short", day: "numeric", month: "short" };
const CLOCKS = { 12: { hour: "numeric", hourCycle: "h12" }, 24: { hour: "2-digit", hourCycle: "h23" } };

/** A clock time on the person's kind of clock, for Intl. */
export const CLOCK = { ...(CLOCKS[page.dataset.clock] ?? CLOCKS[24]), minute: "2-digit" };

export function kindOf(row) {
  return KINDS.find(({ match }) => placeOf(row, match));
}

function placeOf({ action }, match) {
  return action.split("?")[0].match(new RegExp(match));
}

/** Where it can be written anew; nothing for what is one tap, or for a new thing that may have
 * arrived already and has no address of its own yet. */
export function pageOf(row) {
  const { page: own, match } = kindOf(row);
  if (own) return own.replace("{date}", placeOf(row, match).groups?.date);
  return row.state === "refused" || row.subject !== row.id ? (row.page ?? "") : "";
}

/** "Pain 4", "Night to Tue 10 Mar": what the phone knows of it. */
export function nameOf(row) {
  const { match, words } = kindOf(row);
  const known = { ...Object.fromEntries(row.fields), ...placeOf(row, match).groups };
  return words.map((part) => fill(part, known)).filter(Boolean).join(", ");
}

function fill(part, known) {
  let isWhole = true;
  const text = part.replace(/\{(\w+)\}/g, (_, key) => {
    isWhole &&= Boolean(known[key]);
    return key === "date" ? dayOf(known.date) : String(known[key] ?? "").replaceAll("-", " ");
  });
  return isWhole ? text : "";
}

function dayOf(date) {
  return new Intl.DateTimeFormat(page.lang, { ...DAY, timeZone: "UTC" }).format(new Date(date));
}

/** The clock time at which it was written down, with its day where that is not today. */
export function timeOf(row, long = false) {
  const at = new Date(row.at);
  const isToday = at.toDateString() === new Date().toDateString();
  const form = { ...CLOCK, ...(isToday && !long ? {} : DAY) };
  return new Intl.DateTimeFormat(page.lang, form).format(at);
}
