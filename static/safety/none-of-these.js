// “None of these” stands alone: ticking it clears the others, ticking another clears it.
// A card that an answer brings up, such as whom to call, comes into view: the list is long.
class NoneOfThese extends HTMLElement {
  #seen = [];

  connectedCallback() {
    this.#seen = this.#cards();
    this.addEventListener("change", ({ target }) => {
      requestAnimationFrame(() => this.#bringUp());
      if (!target.checked) return;
      for (const box of this.querySelectorAll(`input[name="${target.name}"]`)) {
        if ((box.value === "none") !== (target.value === "none")) box.checked = false;
      }
    });
  }

  #bringUp() {
    const cards = this.#cards();
    cards.find((card) => !this.#seen.includes(card))?.scrollIntoView({ block: "center" });
    this.#seen = cards;
  }

  #cards() {
    const all = [...(this.parentElement?.querySelectorAll(".safety-card") ?? [])];
    return all.filter((card) => card.getClientRects().length > 0);
  }
}

customElements.define("none-of-these", NoneOfThese);
