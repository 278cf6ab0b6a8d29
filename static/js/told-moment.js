// A day and time, read back on the person's own clock: the field itself shows 12 or 24 hours as its
// browser likes.
const DAY = { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" };
const FAR_MS = 300 * 24 * 60 * 60 * 1000; // Said with its year, as the pages do.
const CHANGES = ["input", "change"];

class ToldMoment extends HTMLElement {
  connectedCallback() {
    for (const name of CHANGES) this.addEventListener(name, this);
    window.addEventListener("pageshow", () => this.handleEvent(), { once: true });
    this.handleEvent();
  }

  handleEvent() {
    const at = new Date(this.querySelector("input").valueAsNumber);
    this.querySelector("[data-told]").textContent = isNaN(at) ? "" : this.told(at);
  }

  told(at) {
    const { lang } = document.documentElement;
    const isFar = Math.abs(at - Date.now()) > FAR_MS;
    const form = isFar ? { ...DAY, year: "numeric" } : DAY;
    return `${new Intl.DateTimeFormat(lang, form).format(at)}, ${this.onClock(at)}`;
  }

  onClock(at) {
    const [hour, minute] = [at.getUTCHours(), String(at.getUTCMinutes()).padStart(2, "0")];
    if (this.dataset.clock !== "12") return `${String(hour).padStart(2, "0")}:${minute}`;
    return `${hour % 12 || 12}:${minute} ${hour < 12 ? "am" : "pm"}`;
  }
}

customElements.define("told-moment", ToldMoment);
