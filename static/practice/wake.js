// Keeps the screen on where the phone lets us; asks again when the page comes back.

export class Wake {
  #lock = null;
  #wanted = false;
  #again = () => this.#wanted && !document.hidden && this.#ask();

  static get possible() {
    return "wakeLock" in navigator;
  }

  hold() {
    this.#wanted = true;
    document.addEventListener("visibilitychange", this.#again);
    return this.#ask();
  }

  release() {
    this.#wanted = false;
    document.removeEventListener("visibilitychange", this.#again);
    this.#lock?.release().catch(() => {});
    this.#lock = null;
  }

  async #ask() {
    try {
      this.#lock = (await navigator.wakeLock?.request("screen")) ?? null;
    } catch {
      this.#lock = null; // A low battery may refuse; the practice goes on.
    }
  }
}
