// “None of these” stands alone: ticking it clears the others, ticking another clears it.
class NoneOfThese extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", ({ target }) => {
      if (!target.checked) return;
      for (const box of this.querySelectorAll(`input[name="${target.name}"]`)) {
        if ((box.value === "none") !== (target.value === "none")) box.checked = false;
      }
    });
  }
}

customElements.define("none-of-these", NoneOfThese);
