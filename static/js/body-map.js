// The picture of the body works the checkboxes beside it, and says what was touched. The first touch
// chooses a place, further ones raise how strong it is there, the one after the last lets it go.
class BodyMap extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this);
    this.addEventListener("change", this);
    this.show();
  }

  handleEvent(event) {
    if (event.type === "click") this.touch(event.target.closest("[data-code]"));
    else this.say(this.boxOf(event.target));
  }

  touch(region) {
    const box = region && this.querySelector(`[type=checkbox][value="${region.dataset.code}"]`);
    if (!box) return;
    const strength = this.strengthOf(box);
    const next = strength && box.checked ? this.stepAfter(strength.value) : undefined;
    box.checked = !box.checked || next !== undefined;
    if (strength) strength.value = box.checked ? (next ?? "") : "";
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  stepAfter(value) {
    const steps = this.dataset.steps.split(" ");
    return value === "" ? steps[0] : steps.find((step) => Number(step) > Number(value));
  }

  say(box) {
    if (!box) return;
    const strength = this.strengthOf(box)?.value;
    const state = !box.checked ? this.dataset.off : strength ? `${strength} ${this.dataset.of}` : this.dataset.on;
    this.querySelector("[data-live]").textContent = `${this.nameOf(box)}: ${state}`;
    this.show();
  }

  show() {
    const on = [...this.querySelectorAll("[type=checkbox]:checked")];
    for (const region of this.querySelectorAll("[data-code]")) {
      const box = on.find(({ value }) => value === region.dataset.code);
      region.classList.toggle("is-on", Boolean(box));
      region.querySelector(".region__figure").textContent = (box && this.strengthOf(box)?.value) || "";
    }
    const said = this.querySelector(".body-map__said");
    said.textContent = on.map((box) => this.inWords(box)).join(", ") || said.dataset.none;
  }

  boxOf(field) {
    return field.closest(".place")?.querySelector("[type=checkbox]");
  }

  strengthOf(box) {
    return box.closest(".place").querySelector(".place__strength");
  }

  inWords(box) {
    return [this.nameOf(box), this.strengthOf(box)?.value].filter(Boolean).join(" ");
  }

  nameOf(box) {
    return box.labels[0].textContent.trim();
  }
}

customElements.define("body-map", BodyMap);
