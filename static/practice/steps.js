// The steps of the page as plain values, for one tier, without those that today's check drops.

/** @param {Element} list an <ol> whose items carry the server's words and times */
export function readSteps(list, tier, dropped = new Set()) {
  const kept = [...list.children].filter((item) => !dropsOf(item).some((key) => dropped.has(key)));
  return kept.map((item) => stepOf(item.dataset, tier, item.querySelector("svg")));
}

/** True where the check leaves out more than half of the steps: another routine is offered. */
export function dropsTooMany(list, dropped) {
  return readSteps(list, "standard", dropped).length * 2 < list.children.length;
}

export function secondsOf(steps) {
  const last = steps.length - 1;
  return steps.reduce((sum, s, i) => sum + s.seconds + (i < last ? s.transition : 0), 0);
}

function dropsOf(item) {
  return (item.dataset.drops ?? "").split(" ").filter(Boolean);
}

function stepOf(data, tier, picture) {
  const instruction = data[`${tier}Instruction`] ?? data.instruction;
  return {
    key: `${data.number} ${tier}`,
    number: Number(data.number),
    seconds: Number(data[tier]),
    transition: Number(data.transition),
    side: data.side,
    sideWord: data.sideWord,
    place: data.place,
    technique: data.technique,
    picture,
    name: data.name,
    title: data.title,
    instruction,
    cue: data.cue,
    pressure: data[`${tier}Pressure`] ?? "",
    say: `${data.title}. ${instruction}`,
    sayReady: data.sayReady,
  };
}
