// Every write carries an id and a time from this phone (forms with data-write): sent twice, it acts
// once. The same words sent again keep their id; changed words are a new write.
const stamps = new WeakMap();
const OWN = ["client_id", "client_time"];

export function uuid7(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(now / 256 ** (5 - i)) % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function localTime(date = new Date()) {
  const minutes = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + minutes * 60000).toISOString().slice(0, -1);
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  const size = Math.abs(minutes);
  return `${local}${minutes < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
}

export function stamp(form, entries) {
  const words = JSON.stringify([...entries].filter(([name]) => !OWN.includes(name)));
  const last = stamps.get(form);
  if (last?.words === words) return last;
  const fresh = { words, client_id: uuid7(), client_time: localTime() };
  stamps.set(form, fresh);
  return fresh;
}

/** What is sent next from this form is a new write, even with the same words. */
export function renew(form) {
  stamps.delete(form);
}

// Captured on the way down, so that htmx already collects the stamped fields.
document.addEventListener("submit", ({ target: form, submitter }) => {
  if (!("write" in form.dataset)) return;
  const made = stamp(form, new FormData(form, submitter));
  for (const name of OWN) {
    if (form.elements[name]) form.elements[name].value = made[name];
  }
}, true);

// Other triggers (a changed field) never pass through submit.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  const form = ctx.request.form;
  if (!form || !("write" in form.dataset) || ctx.request.method === "GET") return;
  const made = stamp(form, ctx.request.body);
  for (const name of OWN) ctx.request.body.set(name, made[name]);
});

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.request.form && ctx.response.status < 400) stamps.delete(ctx.request.form);
});
window.addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const form of document.querySelectorAll("form[data-write]")) stamps.delete(form);
});
