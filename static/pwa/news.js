// What becomes of entries and copies is told to this page, to every other tab, and by the worker.
import { rowsOf } from "./shelf.js";

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("softback-outbox") : null;

if (channel) channel.onmessage = ({ data }) => say(data.name, data.detail);

function say(name, detail) {
  globalThis.dispatchEvent(new CustomEvent(name, { detail }));
}

export function tell(name, detail) {
  say(name, detail);
  channel?.postMessage({ name, detail });
}

/** How many of a person's entries wait, and how many need the person. */
export async function tellState(owner) {
  const rows = await rowsOf(owner);
  const refused = rows.filter((row) => row.state === "refused").length;
  tell("outbox:change", { owner, waiting: rows.length - refused, refused });
}
