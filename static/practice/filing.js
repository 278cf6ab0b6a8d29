// A practice on its way to the server: begun, finished. Each waits in the outbox until it is there.

import { put, send } from "../js/outbox.js";
import { localTime, uuid7 } from "../js/write.js";
import { toldOf } from "../pwa/told.js";
import { take } from "./store.js";

/** Files the start: the fields of the check's form, under an id made here. Gives the ids. */
export function fileStart(form, planned) {
  return { id: fileCheck(form, form.action, { planned_seconds: planned }), completion: uuid7() };
}

/** Files the warning signs ticked in the check's form; gives the id. */
export function fileSigns(form, address) {
  return fileCheck(form, address, {});
}

function fileCheck(form, address, more) {
  const given = [...new FormData(form)].filter(([, value]) => value !== "");
  const own = { ...stamped(), ...more };
  enqueue(address, [...given, ...Object.entries(own)], toldOf(form));
  return own.client_id;
}

/** Files the end of the practice `kept`, rated or not. */
export function fileEnd(kept, fields) {
  const own = { ...stamped(kept.completion), base_version: 1 };
  enqueue(`/practices/${kept.id}/completion`, Object.entries({ ...fields, ...own }));
}

/** What was not finished is filed as partial credit, without a rating, by whoever takes it. */
export function fileUnfinished(kept) {
  if (kept && take(kept)) fileEnd(kept, { ...kept.results, unrated: "yes" });
}

/** What was practised, as the completion's fields. */
export function resultFields({ credit, total, steps, skipped, hurtAt, easedAt }) {
  const done = new Set(credit.done);
  const spent = Array(steps.at(-1).number).fill(0);
  steps.forEach((step, i) => (spent[step.number - 1] = credit.steps[i] ?? 0));
  const fields = {
    active_seconds: credit.seconds,
    planned_seconds: Math.round(total / 1000),
    steps_done: done.size,
    steps_skipped: [...skipped].filter((step) => !done.has(step)).length,
    step_seconds: spent.join(","),
  };
  if (hurtAt) fields.hurt_at = hurtAt;
  if (easedAt) fields.eased_at = easedAt;
  return fields;
}

function stamped(id = uuid7()) {
  return { client_id: id, client_time: localTime() };
}

function enqueue(address, fields, told) {
  const id = Object.fromEntries(fields).client_id;
  put({ id, action: new URL(address, location.href).pathname, fields, told }).then(send);
}
