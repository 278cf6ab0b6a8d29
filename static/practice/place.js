// The player's place on its page: parts, buttons and words, found by their names.

export class Place {
  constructor(root) {
    this.root = root;
  }

  /** The server's words for what the script says. */
  get words() {
    return this.root.dataset;
  }

  get phase() {
    return this.root.dataset.phase;
  }

  /** The steps as the server wrote them. */
  get list() {
    return this.find("[data-steps]");
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  part(name) {
    return this.find(`[data-part="${name}"]`);
  }

  button(name) {
    return this.find(`[data-do="${name}"]`);
  }

  dialog(name) {
    return this.find(`[data-sheet="${name}"]`);
  }

  /** One part at a time fills the page. */
  show(phase) {
    this.root.dataset.phase = phase;
    for (const part of this.root.querySelectorAll("[data-part]")) {
      if (part.dataset.part !== "elsewhere") part.hidden = part.dataset.part !== phase;
    }
    window.scrollTo(0, 0);
  }

  set(name, text) {
    for (const place of this.root.querySelectorAll(`[data-out="${name}"]`)) {
      place.textContent = text;
    }
  }
}
