// A practice on its way to the server: begun, finished. Each waits in the outbox until it is there.

import { put, send } from "../js/outbox.js";
import { localTime, uuid7 } from "../js/write.js";

const NO_ID = "00000000-0000-0000-0000-000000000000";

/** Files the start: the fields of the check's form, under an id made here. Gives the ids. */
export function fileStart(form, planned) {
  const id = uuid7();
  const fields = [...new FormData(form)].filter(([, value]) => value !== "");
  const own = { client_id: id, client_time: localTime(), planned_seconds: planned };
  enqueue(id, form.action, [...fields, ...Object.entries(own)]);
  return { id, completion: uuid7() };
}

/** Files the end of the practice `kept`, rated or not, and tells where its page is. */
export function fileEnd(kept, address, fields) {
  const own = { client_id: kept.completion, client_time: localTime(), base_version: 1 };
  enqueue(kept.completion, address.replace(NO_ID, kept.id), Object.entries({ ...fields, ...own }));
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

function enqueue(id, action, fields) {
  put({ id, action: new URL(action, location.href).pathname, fields }).then(send);
}
