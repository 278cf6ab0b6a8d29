// The builder with script: steps move, come and go at once, also without a signal. The order of the
// steps is the order of their numbers, so every change numbers them anew. Without script the same
// buttons send the form.
const NUMBERED = ["name", "id", "for", "aria-controls", "aria-describedby", "value"];
const PREFIX = /^((?:steps|up|down|remove|other)-)(?:n|\d+)(?=-|$)/;

class RoutineBuilder extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("[data-steps]");
    this.addEventListener("click", this);
    this.addEventListener("input", this);
    this.addEventListener("pointerdown", this);
    this.settle();
  }

  handleEvent(event) {
    if (event.type === "input") return this.tell();
    if (event.type === "pointerdown") return this.grasp(event);
    const button = event.target.closest("[data-do]");
    if (!button) return undefined;
    event.preventDefault();
    return this.act(button.dataset.do, button.closest("[data-row]"), button);
  }

  get rows() {
    return [...this.list.children];
  }

  act(what, row, button) {
    if (button.getAttribute("aria-disabled") === "true") return;
    if (what === "add") this.put(this.blank(this.querySelector("#add").value), null);
    if (what === "other") this.put(this.mirrored(row), row.nextElementSibling);
    if (what === "remove") this.take(row);
    if (what === "up") this.move(row, row.previousElementSibling, button);
    if (what === "down") this.move(row, row.nextElementSibling?.nextElementSibling ?? null, button);
  }

  blank(technique) {
    const made = this.querySelector(`template[data-technique="${technique}"]`).content;
    return made.cloneNode(true).firstElementChild;
  }

  /** Empty steps for what a waiting entry holds; of a technique that is gone, as of any other. */
  makeRoom(fields) {
    const known = [...this.querySelectorAll("template")].map(({ dataset }) => dataset.technique);
    const wanted = fields.filter(([name]) => /^steps-\d+-technique$/.test(name)).map(([, slug]) => slug);
    this.list.replaceChildren(...wanted.map((slug) => this.blank(known.includes(slug) ? slug : known[0])));
    for (const hidden of this.list.querySelectorAll("[data-step]")) hidden.hidden = false;
    this.settle();
  }

  mirrored(row) {
    const copy = row.cloneNode(true);
    const [from, to] = [row, copy].map((one) => [...one.querySelectorAll("select, textarea")]);
    from.forEach((field, at) => { to[at].value = field.value; });
    const side = copy.querySelector("select[name$='-side']");
    if (side) side.value = { L: "R", R: "L" }[side.value] ?? side.value;
    const title = copy.querySelector("[name$='-title']");
    title.value = title.value.replace(/ - (left|right)$/, (_, was) => (was === "left" ? " - right" : " - left"));
    return copy;
  }

  put(row, before) {
    this.list.insertBefore(row, before);
    for (const hidden of row.querySelectorAll("[data-step]")) hidden.hidden = false;
    this.settle();
    row.querySelector("details").open = true;
    row.querySelector("summary").focus();
    this.say("added", row);
  }

  take(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    this.say("removed", row);
    row.remove();
    this.settle();
    (next?.querySelector("summary") ?? this.querySelector("#add")).focus();
  }

  move(row, before, button) {
    this.list.insertBefore(row, before);
    this.settle();
    button.focus();
    this.say("moved", row);
  }

  /** By touch or mouse: the handle is held and the step follows the finger. */
  grasp(event) {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button) return;
    event.preventDefault();
    const row = handle.closest("[data-row]");
    const follow = ({ clientY }) => this.follow(row, clientY);
    handle.setPointerCapture(event.pointerId);
    row.classList.add("is-held");
    handle.addEventListener("pointermove", follow);
    handle.addEventListener("lostpointercapture", () => {
      handle.removeEventListener("pointermove", follow);
      row.classList.remove("is-held");
      this.settle();
      this.say("moved", row);
    }, { once: true });
  }

  follow(row, y) {
    const others = this.rows.filter((other) => other !== row);
    const below = others.find((other) => {
      const box = other.getBoundingClientRect();
      return y < box.top + box.height / 2;
    }) ?? null;
    // Moving the node would let go of the pointer: its neighbours move around it instead.
    const wanted = below ? others.indexOf(below) : others.length;
    for (let at = this.rows.indexOf(row); at > wanted; at -= 1) row.after(row.previousElementSibling);
    for (let at = this.rows.indexOf(row); at < wanted; at += 1) row.before(row.nextElementSibling);
  }

  settle() {
    this.rows.forEach((row, number) => this.number(row, number));
    this.querySelector("[data-none]").hidden = this.rows.length > 0;
    this.tell();
  }

  number(row, number) {
    for (const field of row.querySelectorAll("*")) {
      for (const name of NUMBERED) {
        const value = field.getAttribute(name);
        const fixed = name === "value" && !field.dataset.do;
        if (value && !fixed) field.setAttribute(name, value.split(" ").map((one) => one.replace(PREFIX, `$1${number}`)).join(" "));
      }
    }
    const last = this.rows.length - 1;
    for (const [what, end] of [["up", 0], ["down", last]]) {
      row.querySelector(`[data-do=${what}]`).setAttribute("aria-disabled", String(number === end));
    }
  }

  /** The line of each step, and the time of all. */
  tell() {
    let seconds = 0;
    for (const row of this.rows) {
      const value = (name) => row.querySelector(`[name$='-${name}']`)?.value ?? "";
      const words = [...row.querySelectorAll("select")].map((one) => one.selectedOptions[0]?.text ?? "");
      const alone = row.querySelector("[data-word]")?.dataset.word;
      const told = [...(alone ? [alone] : []), ...words, value("seconds") && `${value("seconds")} s`];
      row.querySelector("[data-out=told]").textContent = told.filter(Boolean).join(", ");
      row.querySelector("[data-out=name]").textContent = this.name(row);
      seconds += Number(value("seconds")) + Number(value("pause"));
    }
    const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
    const parts = [minutes && `${minutes} min`, rest && `${rest} s`].filter(Boolean);
    this.querySelector("[data-out=minutes]").textContent = parts.join(" ");
  }

  name(row) {
    return row.querySelector("[name$='-title']").value || row.querySelector("[data-out=name]").textContent;
  }

  say(what, row) {
    const words = { name: this.name(row), to: this.rows.indexOf(row) + 1, of: this.rows.length };
    this.querySelector("[data-out=say]").textContent = this.dataset[what].replace(/\{(\w+)\}/g, (_, key) => words[key]);
  }
}

customElements.define("routine-builder", RoutineBuilder);
