// A page out of the phone's copy says so and of when it is. Seen on a later day, its forms for
// "today" are emptied and turned to the day it is now: nothing lands on the wrong day.
import * as memo from "./memo.js";
import { CLOCK } from "./names.js";
import { isThere } from "./ours.js";

const page = document.documentElement;
const { now: drawn, zone } = page.dataset;
const RENEWED = "#day, #timeline";
const DAY = /\d{4}-\d\d-\d\d/;

/** Ms by which this phone's clock was ahead of the server's when it last heard from it. */
const clockIsAhead = () => Number(memo.get("ahead")) || 0;

export function dayNow() {
  const now = new Date(Date.now() - clockIsAhead());
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone || undefined, dateStyle: "short" }).format(now);
}

export function inWords(date, options) {
  return new Intl.DateTimeFormat(page.lang, options).format(date);
}

/** What the worker knows of this page: "origin", of when its copy is; "between", whether something
 * that is not ours answered in its place. */
function ask(order) {
  return new Promise((resolve) => {
    const { controller } = navigator.serviceWorker ?? {};
    if (!controller) return resolve(null);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    const [url] = location.href.split("#");
    controller.postMessage({ order, url }, [port2]);
    return setTimeout(resolve, 3000, null);
  });
}

function tell(date) {
  const [form, place] = ["copied", "offers"].map((id) => document.getElementById(id));
  if (!form || !place) return; // The player has its own words.
  const piece = form.content.cloneNode(true).firstElementChild;
  const day = { weekday: "short", day: "numeric", month: "short", ...CLOCK };
  piece.querySelector("[data-when]").textContent = inWords(date, { ...day, timeZone: zone });
  place.replaceChildren(piece);
  ask("between").then((isSo) => (piece.querySelector("[data-between]").hidden = !isSo));
  piece.querySelector("[data-anew]").addEventListener("click", () => location.reload());
  for (const moment of ["online", "outbox:sent"]) {
    window.addEventListener(moment, () => offerAnew(piece));
  }
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.response?.status === 200 && ctx.sourceElement.matches(RENEWED)) piece.remove();
  });
}

/** The line is back: the page is as it was until it is loaded anew, or renews itself. */
async function offerAnew(piece) {
  if (!(await isThere())) return;
  for (const part of piece.querySelectorAll("[data-away], [data-between]")) part.hidden = true;
  piece.querySelector("[data-anew]").hidden = false;
}

/** Yesterday's copy of "Last night" becomes an empty form for this night. */
export function turnToNow() {
  const then = drawn.slice(0, 10);
  const wanted = location.pathname.match(DAY)?.[0] ?? new URLSearchParams(location.search).get("date");
  const now = dayNow();
  for (const form of document.querySelectorAll("form[data-write]")) {
    const day = form.getAttribute("action").match(DAY)?.[0];
    if (day && wanted && wanted !== day) turn(form, day, wanted);
    else if (day === then && !wanted && then < now) turn(form, then, now);
  }
  if (then < now) turnWords(then, now);
}

function turn(form, then, now) {
  for (const name of ["action", "data-hx-post"]) {
    form.setAttribute(name, form.getAttribute(name)?.replace(then, now) ?? "");
  }
  for (const field of form.elements) empty(field);
  form.elements.base_version.value = "0";
  form.closest("details")?.replaceWith(form);
  for (const piece of document.querySelectorAll("[data-of-day]")) piece.remove();
  for (const piece of document.querySelectorAll(".days-nav__day")) piece.textContent = inDays(now);
}

/** What was said of the day this was drawn on. */
function turnWords(then, now) {
  for (const piece of document.querySelectorAll("[data-of-day]")) piece.remove();
  for (const piece of document.querySelectorAll("[data-then]")) piece.textContent = piece.dataset.then;
  for (const piece of document.querySelectorAll("[data-then-day]")) piece.textContent = inDays(now);
  for (const link of document.querySelectorAll(`main a[href*="/${then}"]`)) {
    link.href = link.href.replace(then, now);
  }
}

export function inDays(date) {
  const form = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
  return inWords(new Date(date), form);
}

function empty(field) {
  if (field.type === "radio" || field.type === "checkbox") field.checked = false;
  else if (field.type !== "submit" && field.type !== "button") field.value = "";
}

async function begin() {
  const date = await ask("origin");
  if (date) {
    tell(new Date(date));
    turnToNow();
  } else memo.set("ahead", String(measured()));
}

/** Small differences are the network's; a clock is wrong by minutes. */
function measured() {
  const ahead = performance.timeOrigin - Date.parse(drawn);
  return Math.abs(ahead) > 120_000 ? ahead : 0;
}

if (drawn) begin();
