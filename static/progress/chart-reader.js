// Reads a drawing aloud: a touch, or the handle below, finds the row of the table beside it.
// A flick, or the arrows, moves on in time where the page has earlier and later weeks.
const FLICK = { within: 300, least: 60 };

class ChartReader extends HTMLElement {
  connectedCallback() {
    this.picture = this.querySelector("svg");
    this.slider = this.querySelector(".chart__slider");
    if (!this.slider) return;
    this.told = this.querySelector(".chart__told");
    this.open = this.querySelector(".chart__open");
    this.heads = this.cells(this.querySelector("thead tr"));
    this.rows = [...this.querySelectorAll("tbody tr")];
    this.align();
    this.slider.addEventListener("input", () => this.read());
    this.slider.addEventListener("focus", () => this.read());
    this.slider.addEventListener("keydown", (event) => this.beyond(event));
    this.picture.addEventListener("pointerdown", (event) => this.touch(event));
    this.picture.addEventListener("pointerup", (event) => this.flick(event));
    this.picture.addEventListener("pointermove", (event) => {
      if (event.buttons || event.pointerType === "mouse") this.follow(event);
    });
  }

  align() {
    const { first, apart } = this.picture.dataset;
    const width = this.picture.viewBox.baseVal.width;
    this.slider.style.setProperty("--from", first / width);
    this.slider.style.setProperty("--reach", (apart * (this.rows.length - 1)) / width);
  }

  cells(row) {
    return [...row.children].map((cell) => cell.textContent);
  }

  touch(event) {
    this.begun = { x: event.clientX, y: event.clientY, at: event.timeStamp };
    this.follow(event);
  }

  flick(event) {
    const { x, y, at } = this.begun ?? { at: -Infinity };
    this.begun = null;
    const aside = event.clientX - x;
    const quick = event.timeStamp - at < FLICK.within && Math.abs(aside) > FLICK.least;
    if (event.pointerType !== "mouse" && quick && Math.abs(aside) > 2 * Math.abs(event.clientY - y))
      move(aside > 0 ? "prev" : "next");
  }

  // Past the first or the last day the arrows go on to the weeks before and after.
  beyond(event) {
    const at = Number(this.slider.value);
    if (event.key === "PageUp" || (event.key === "ArrowLeft" && at === 0)) move("prev", event);
    if (event.key === "PageDown" || (event.key === "ArrowRight" && at === this.rows.length - 1))
      move("next", event);
  }

  follow(event) {
    const box = this.picture.getBoundingClientRect();
    const { first, apart } = this.picture.dataset;
    const unit = ((event.clientX - box.left) / box.width) * this.picture.viewBox.baseVal.width;
    this.slider.value = Math.round((unit - first) / apart);
    this.read();
  }

  read() {
    const at = Number(this.slider.value);
    const [name, ...values] = this.cells(this.rows[at]);
    const known = values.flatMap((value, i) =>
      value === "–" ? [] : [`${this.heads[i + 1]} ${value}`],
    );
    const words = known.join(" · ") || this.told.dataset.nothing;
    const strong = document.createElement("strong");
    strong.textContent = name;
    this.told.replaceChildren(strong, `  ${words}`);
    this.slider.setAttribute("aria-valuetext", `${name}: ${words}`);
    this.offer(name, this.rows[at].querySelector("a"));
    this.mark(at);
  }

  offer(name, link) {
    if (!this.open || !link) return;
    this.open.href = link.href;
    this.open.textContent = `${this.open.dataset.open} ${name}`;
    this.open.hidden = false;
  }

  mark(at) {
    const { first, apart } = this.picture.dataset;
    const cursor = this.picture.querySelector(".chart__cursor");
    cursor.setAttribute("transform", `translate(${Number(first) + at * apart} 0)`);
    cursor.setAttribute("visibility", "visible");
    this.querySelector(".is-read")?.classList.remove("is-read");
    this.rows[at].classList.add("is-read");
  }
}

function move(rel, event) {
  const link = document.querySelector(`main [rel=${rel}]`);
  if (!link) return;
  event?.preventDefault();
  link.click();
}

customElements.define("chart-reader", ChartReader);

document.addEventListener("keydown", (event) => {
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  const busy = event.target.closest("input, select, textarea, summary, .chart__scroll, dialog");
  const plain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
  if (rel && plain && !busy) move(rel, event);
});
