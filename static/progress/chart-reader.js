// Reads a drawing aloud: a touch, or the handle below, finds the row of the table beside it.
class ChartReader extends HTMLElement {
  connectedCallback() {
    this.picture = this.querySelector("svg");
    this.slider = this.querySelector(".chart__slider");
    if (!this.slider) return;
    this.told = this.querySelector(".chart__told");
    this.heads = this.cells(this.querySelector("thead tr"));
    this.rows = [...this.querySelectorAll("tbody tr")];
    this.align();
    this.slider.addEventListener("input", () => this.read());
    this.slider.addEventListener("focus", () => this.read());
    this.picture.addEventListener("pointerdown", (event) => this.follow(event));
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
    this.mark(at);
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

customElements.define("chart-reader", ChartReader);
