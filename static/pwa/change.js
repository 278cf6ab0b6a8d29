// Opens a waiting entry in its own form again (`#change=<id>`): what was typed is there.
import { rows } from "../js/outbox.js";
import { kindOf, nameOf, timeOf } from "./names.js";

const OWN = new Set(["client_id", "client_time"]);

async function begin() {
  const id = location.hash.match(/^#change=([0-9a-f-]{36})$/)?.[1];
  const row = id && (await rows()).find((one) => one.id === id);
  const form = row && formFor(row);
  if (!form) return;
  await makeRoom(form, row);
  fill(form, row);
  aim(form, row);
  const piece = document.getElementById("changing").content.cloneNode(true).firstElementChild;
  // Shown again with its errors, it still stands for the one that was refused.
  document.addEventListener("htmx:after:swap", ({ detail }) => {
    const shown = formFor(row);
    takePlace(shown, row);
    const isSaved = detail?.ctx?.sourceElement.matches("form[data-write]");
    if (isSaved && !shown?.querySelector("[data-error-summary]")) piece.remove();
  });
  document.addEventListener("outbox:waits", () => piece.remove(), { once: true });
  piece.querySelector("[data-name]").textContent = `${nameOf(row)}, ${timeOf(row)}`;
  form.before(piece);
  for (const nav of document.querySelectorAll(".days-nav")) nav.remove();
}

function formFor(row) {
  const forms = [...document.querySelectorAll("main form[data-write]")];
  const pathOf = (form) => new URL(form.action).pathname;
  const { page } = kindOf(row);
  const isKin = (form) => page && kindOf({ action: pathOf(form) }).page === page;
  return forms.find((form) => pathOf(form) === row.action.split("?")[0]) ?? forms.find(isKin);
}

/** A refused one is sent anew; on one that may have arrived the change goes on top. */
function aim(form, row) {
  const isNew = row.subject === row.id;
  const mayHaveArrived = row.state === "waiting" && isNew;
  const action = mayHaveArrived ? `${row.action}/${row.id}` : row.action;
  form.setAttribute("action", action);
  if (form.dataset.hxPost) form.setAttribute("data-hx-post", action);
  if (mayHaveArrived && form.elements.base_version) form.elements.base_version.value = "1";
  takePlace(form, row);
}

function takePlace(form, row) {
  if (form && row.state === "refused") form.dataset.replaces = row.id;
}

/** The builder's form grows with its steps. */
async function makeRoom(form, { fields }) {
  const builder = form.closest("routine-builder");
  if (!builder) return;
  await customElements.whenDefined("routine-builder");
  builder.makeRoom(fields);
}

function fill(form, row) {
  for (const field of form.elements) {
    if (field.type === "radio" || field.type === "checkbox") {
      field.checked = row.fields.some(([name, value]) => name === field.name && value === field.value);
    } else if (field.name && !OWN.has(field.name) && field.type !== "submit") {
      field.value = row.fields.find(([name]) => name === field.name)?.[1] ?? "";
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

if (location.hash.startsWith("#change=")) begin();
