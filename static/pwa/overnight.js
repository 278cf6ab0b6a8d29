// A page left open is still of the day it was drawn on. Come back to on a later day it is loaded
// anew; where something is begun in it, it stays, and says which day it is for.
import { dayNow, inDays, turnToNow } from "./copied.js";
import { isThere } from "./ours.js";

const DATED = ".days-nav__day, [data-then-day], #timeline";
const page = document.documentElement;
let day = page.dataset.now?.slice(0, 10);

function isBegun() {
  const forms = [...document.querySelectorAll("main form[data-write]")];
  return forms.some((form) => [...form.elements].some(isChanged));
}

function isChanged({ type, value, checked, defaultValue, defaultChecked }) {
  if (type === "radio" || type === "checkbox") return checked !== defaultChecked;
  return defaultValue !== undefined && value !== defaultValue;
}

async function comeBack() {
  if (document.hidden || !day || dayNow() <= day || !document.querySelector(DATED)) return;
  if (isBegun()) return nameDay();
  if (await isThere()) return location.reload();
  turnToNow();
  day = dayNow();
}

function nameDay() {
  const { pathname, search } = location;
  const own = pathname.match(/[\d-]{10}$/)?.[0] ?? new URLSearchParams(search).get("date") ?? day;
  for (const piece of document.querySelectorAll(".days-nav__day")) piece.textContent = inDays(own);
}

document.addEventListener("visibilitychange", comeBack);
window.addEventListener("pageshow", ({ persisted }) => persisted && comeBack());
