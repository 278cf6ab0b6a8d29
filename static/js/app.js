// The one script of every page. Pages are whole without it; it makes them quicker and kinder.
import "./write.js";
import "./outbox.js";
import "./carry.js";
import "./toasts.js";
import "../pwa/pwa.js";
import "../pwa/waiting.js";
import "../pwa/copied.js";
import "../pwa/overnight.js";
import "../pwa/change.js";
import "../pwa/leaving.js";
import "../pwa/plain.js";
import "../pwa/install.js";
import "../practice/late.js";
import { trust } from "./trust.js";

htmx.registerExtension("softback", { init: (api) => api.initSecurity(trust) });

const page = document.documentElement;

function fillTimeZones() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const input of document.querySelectorAll("[data-time-zone]")) {
    if (zone && !input.value) input.value = zone;
  }
}

function showSteppers() {
  for (const button of document.querySelectorAll("[data-step]")) button.hidden = false;
}

function step(button) {
  const input = document.getElementById(button.getAttribute("aria-controls"));
  const [low, high] = [Number(input.min || 0), Number(input.max || Infinity)];
  const next = Number(input.value || 0) + Number(button.dataset.step);
  input.value = Math.min(high, Math.max(low, next));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function sheet(event) {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog")?.close(closer.value);
  if (event.target.matches("dialog.sheet") && isOutside(event)) event.target.close();
}

function isOutside({ target, clientX, clientY, detail }) {
  const box = target.getBoundingClientRect();
  const inside = clientX > box.left && clientX < box.right && clientY > box.top && clientY < box.bottom;
  return detail > 0 && !inside;
}

function ask(question, answered) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector(".sheet__title").textContent = question;
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => answered(dialog.returnValue === "yes"), { once: true });
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  sheet(event);
  const button = event.target.closest("[data-step]");
  if (button) step(button);
});

// A form that asks first: data-confirm without htmx, data-hx-confirm with it.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.dataset.confirm || form.dataset.confirmed) return delete form.dataset.confirmed;
  event.preventDefault();
  event.stopImmediatePropagation();
  return ask(form.dataset.confirm, (yes) => {
    if (!yes) return;
    form.dataset.confirmed = "true";
    form.requestSubmit(submitter);
  });
}, true);

document.addEventListener("htmx:confirm", (event) => {
  event.preventDefault();
  const { ctx, issueRequest, dropRequest } = event.detail;
  ask(ctx.confirm, (yes) => (yes ? issueRequest() : dropRequest()));
});

// A native submit leaves the page: its button turns until then.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  form.dataset.sending = "";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sending]")) delete form.dataset.sending;
});

document.addEventListener("change", ({ target }) => {
  if (target.name === "theme") page.dataset.theme = target.value;
});

function wake() {
  fillTimeZones();
  showSteppers();
  if (document.querySelector("body-map")) import("./body-map.js");
  showErrors(document.querySelector("[data-error-summary]"));
}

/** One that is taller than the screen is read from its top. */
function showErrors(summary) {
  summary?.focus();
  if (summary?.getBoundingClientRect().top < 0) summary.scrollIntoView();
}

document.addEventListener("htmx:after:swap", wake);
wake();
