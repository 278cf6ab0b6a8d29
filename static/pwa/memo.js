// Small notes of this browser that must not stop anything where it keeps none.
export function get(key) {
  try {
    return localStorage.getItem(`softback.${key}`);
  } catch {
    return null;
  }
}

export function forget(key) {
  try {
    localStorage.removeItem(`softback.${key}`);
  } catch {
    // Nothing was remembered.
  }
}

export function set(key, value) {
  try {
    localStorage.setItem(`softback.${key}`, value);
  } catch {
    // Nothing is remembered then.
  }
}
