// A clock time that can be stepped as well as typed. The server reads whatever is typed; here only
// the usual ways are understood, to step on from them.
const DAY = 24 * 60;
const CLOCK = /^\s*(\d{1,2})(?:[:.h]?(\d{2}))?\s*([ap])?\.?m?\.?\s*$/i;

function minutesIn(text) {
  const [, hours, minutes, half] = text.match(CLOCK) ?? [];
  if (hours === undefined) return null;
  const hour = half ? (Number(hours) % 12) + (half.toLowerCase() === "p" ? 12 : 0) : Number(hours);
  return hour < 24 ? hour * 60 + Number(minutes ?? 0) : null;
}

class ClockField extends HTMLElement {
  connectedCallback() {
    for (const button of this.querySelectorAll("[data-by]")) button.hidden = false;
    this.addEventListener("click", this);
  }

  handleEvent({ target }) {
    const button = target.closest("[data-by]");
    if (!button) return;
    const now = minutesIn(this.input.value);
    this.input.value = this.written(now === null ? this.beginning : now + Number(button.dataset.by));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  get beginning() {
    const near = this.dataset.near && document.getElementById(this.dataset.near);
    return minutesIn(near?.value ?? "") ?? minutesIn(this.dataset.start);
  }

  get input() {
    return this.querySelector("input");
  }

  written(minutes) {
    const time = (minutes + DAY) % DAY;
    const [hour, minute] = [Math.floor(time / 60), String(time % 60).padStart(2, "0")];
    if (this.dataset.clock !== "12") return `${String(hour).padStart(2, "0")}:${minute}`;
    return `${hour % 12 || 12}:${minute} ${hour < 12 ? "am" : "pm"}`;
  }
}

customElements.define("clock-field", ClockField);
