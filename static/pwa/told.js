// What a form says, in the page's own words: each question with what was chosen or typed. It goes
// along with a waiting entry, so that the list of what waits can show it without the page.
const CHOICES = new Set(["radio", "checkbox"]);
const SILENT = new Set(["hidden", "submit", "button", "fieldset", "output"]);

/** Pairs of question and answer; the button pressed comes last, with no question. */
export function toldOf(form, button) {
  const told = [...form.elements].filter(isGiven).map((field) => [questionOf(field), answerOf(field)]);
  if (button?.name) told.push(["", textOf(button)]);
  return told.filter(([, answer]) => answer);
}

/** Whether there is something to fill in again. */
export function canBeChanged(form) {
  return [...form.elements].some(({ name, type }) => name && !SILENT.has(type));
}

/** What only helps to fill in the form (`data-aside`) is no answer. */
function isGiven({ name, type, checked, value, dataset }) {
  if (!name || SILENT.has(type) || !value || "aside" in dataset) return false;
  return !CHOICES.has(type) || checked;
}

function questionOf(field) {
  const group = CHOICES.has(field.type) && field.closest("fieldset")?.querySelector("legend");
  return textOf(group || field.labels?.[0]);
}

function answerOf(field) {
  if (field.type === "select-one") return textOf(field.selectedOptions[0]);
  if (!CHOICES.has(field.type)) return field.value;
  return field.closest("fieldset")?.querySelector("legend") ? textOf(field.labels?.[0]) : "✓";
}

/** As it is read: with its gaps, without "optional" or a unit beside it. */
function textOf(piece) {
  const words = [...(piece?.childNodes ?? [])].filter((one) => !one.matches?.(".field__optional"));
  return words.map((one) => one.innerText ?? one.textContent).join(" ").replace(/\s+/g, " ").trim();
}
