// Signing out with entries that were not sent asks first; removing the account empties the phone.
import { discard, rows, send } from "../js/outbox.js";
import * as memo from "./memo.js";

const page = document.documentElement;
const dialog = () => document.getElementById("unsent");

async function ask(form, submitter) {
  const here = await rows();
  if (!here.length) return go(form, submitter);
  dialog().querySelector("[data-count]").textContent = here.length;
  dialog().returnValue = "stay";
  dialog().showModal();
  const close = () => answer(dialog().returnValue, form, submitter);
  return dialog().addEventListener("close", close, { once: true });
}

async function answer(choice, form, submitter) {
  if (choice === "send") {
    await send();
    return ask(form, submitter);
  }
  if (choice === "discard") await discardAll();
  return choice === "stay" ? undefined : go(form, submitter);
}

async function discardAll() {
  for (const row of await rows()) await discard(row.id);
  forgetPractice(page.dataset.userTag);
}

function go(form, submitter) {
  form.dataset.settled = "true";
  form.requestSubmit(submitter);
}

function forgetPractice(tag) {
  memo.forget(`practice.${tag}`);
}

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (new URL(form.action).pathname !== "/logout" || !page.dataset.userTag) return;
  if (form.dataset.settled) return void delete form.dataset.settled;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(form, submitter);
}, true);

if (page.dataset.gone) {
  forgetPractice(page.dataset.gone);
  for (const key of ["copied", "stale"]) memo.forget(key);
  navigator.serviceWorker?.ready.then(({ active }) => active.postMessage({ order: "forget" }));
}
