// Speech: in the page's language, with the voice that was chosen. Where it fails, nothing waits.

const speech = window.speechSynthesis;
const language = () => document.documentElement.lang;

/** Voices of this phone for the page's language. */
export function voices() {
  const own = language().slice(0, 2).toLowerCase();
  return (speech?.getVoices() ?? []).filter(({ lang }) => lang.toLowerCase().startsWith(own));
}

/** Lists the voices in a <select>, now and when the phone has found more. */
export function list(select, chosen) {
  const fill = () => {
    const options = voices().map(({ name, voiceURI }) => new Option(name, voiceURI));
    select.replaceChildren(select.options[0], ...options);
    select.value = chosen();
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    select.closest("label").hidden = !options.length;
  };
  speech?.addEventListener?.("voiceschanged", fill);
  fill();
}

export function say(text, { voice = "", volume = 1 } = {}) {
  if (!text || !speech) return;
  try {
    speech.cancel();
    const words = new SpeechSynthesisUtterance(text);
    words.lang = language();
    words.voice = voices().find(({ voiceURI }) => voiceURI === voice) ?? null;
    Object.assign(words, { rate: 0.95, volume });
    speech.speak(words);
  } catch {
    // Every word stands on the screen as well.
  }
}

export function hush() {
  speech?.cancel();
}
