// A practice that was not finished can be gone on with for twelve hours: Today leads to it. Then
// what was done is filed as partial credit, on whatever page the person comes back to.

import { fileUnfinished } from "./filing.js";
import { inherit, isFresh, load } from "./store.js";

const { brought, userTag } = document.documentElement.dataset;

function fileLate() {
  const kept = userTag && load();
  if (kept && !isFresh(kept)) fileUnfinished(kept);
  showUnderWay(load());
}

function showUnderWay(kept) {
  const card = document.getElementById("under-way");
  if (!card) return;
  card.hidden = !kept;
  card.querySelector("[data-name]").textContent = kept?.name ?? "";
  card.querySelector("a").href = kept?.page ?? "";
}

/** A player that is open asks by itself whether to go on. */
function fileLateHere() {
  if (!document.hidden && !document.querySelector("practice-player")) fileLate();
}

document.addEventListener("visibilitychange", fileLateHere);
window.addEventListener("pageshow", ({ persisted }) => persisted && fileLateHere());
if (brought && userTag) inherit(brought);
fileLate();
