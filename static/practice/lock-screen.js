// What the lock screen shows of a practice, and its buttons.

const session = navigator.mediaSession;

export class LockScreen {
  #acts;

  /** @param {Object<string, () => void>} acts by the names of Media Session */
  constructor(acts) {
    this.#acts = acts;
  }

  open() {
    for (const [name, act] of Object.entries(this.#acts)) handle(name, act);
  }

  /** The step by name and side, the routine, its picture. */
  name(title, artist, pictures) {
    if (!session || !("MediaMetadata" in window)) return;
    const artwork = pictures.map((src) => ({ src, type: "image/png" }));
    session.metadata = new MediaMetadata({ title, artist, album: "Softback", artwork });
  }

  place(position, total, running) {
    if (!session) return;
    session.playbackState = running ? "playing" : "paused";
    const state = { duration: total / 1000, position: Math.min(position, total) / 1000 };
    session.setPositionState?.({ ...state, playbackRate: 1 });
  }

  close() {
    if (!session) return;
    for (const name of Object.keys(this.#acts)) handle(name, null);
    session.metadata = null;
    session.playbackState = "none";
  }
}

function handle(name, act) {
  try {
    session?.setActionHandler(name, act);
  } catch {
    // A button that this phone does not have.
  }
}
