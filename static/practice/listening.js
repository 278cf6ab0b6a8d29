// What happens on the page, told to the player by name: taps, keys, forms, other tabs, the outbox.

const KEYS = { " ": "pause", ArrowLeft: "back", ArrowRight: "skip" };

/** `acts` are what buttons name, `hears` what else happens; until `signal` ends it. */
export function listen(place, acts, hears, signal) {
  const on = (target, name, act) => target.addEventListener(name, act, { signal });
  on(place.root, "click", ({ target }) => {
    const button = target.closest("[data-do]");
    if (button && place.root.contains(button)) acts[button.dataset.do]?.(button);
  });
  on(place.part("check"), "submit", (event) => taken(event, hears.begun));
  on(place.part("after").querySelector("form"), "submit", (event) => taken(event, hears.rated));
  on(document, "keydown", (event) => pressed(event, place, acts));
  on(document, "visibilitychange", () => document.hidden || hears.seen());
  on(window, "pagehide", hears.gone);
  on(window, "storage", hears.stored);
  on(window, "outbox:sent", ({ detail }) => hears.sent(detail));
  on(window, "outbox:refused", ({ detail }) => hears.refused(detail));
  on(place.dialog("slept"), "cancel", (event) => event.preventDefault());
}

function taken(event, act) {
  event.preventDefault();
  act(event.target, event.submitter);
}

function pressed(event, place, acts) {
  if (place.phase !== "play" || event.altKey || event.ctrlKey || event.metaKey) return;
  const isFree = !event.target.closest("button, input, textarea, a, dialog");
  const act = (event.key !== " " || isFree) && KEYS[event.key];
  if (!act || place.find("dialog[open]")) return;
  event.preventDefault();
  acts[act]();
}
