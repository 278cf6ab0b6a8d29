// Short messages at the foot of the page. The words stand in the page (data-* of #toasts).
const SECONDS = 8;
const WORDS = { 404: "gone", 409: "refused", 403: "refused", 413: "large", 429: "busy" };

export function toast(text, seconds = SECONDS) {
  const list = document.getElementById("toasts");
  const form = document.getElementById("toast");
  if (!list || !form || !text) return;
  const piece = form.content.cloneNode(true).firstElementChild;
  piece.querySelector(".toast__text").textContent = text;
  piece.querySelector("button").addEventListener("click", () => piece.remove());
  list.replaceChildren(piece);
  setTimeout(() => piece.remove(), seconds * 1000);
}

export const say = (key) => toast(document.getElementById("toasts")?.dataset[key]);

// What a page works out beside a form (data-aside) is nothing that was sent.
const isAside = (ctx) => ctx.sourceElement.matches("[data-aside]");

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx && !ctx.response && !isAside(ctx)) say("unsent");
});
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  const { status } = ctx.response;
  if (status === 401 || status === 422 || isAside(ctx)) return;
  say(status >= 500 ? "broken" : (WORDS[status] ?? "refused"));
});
// The server may say a word of its own with HX-Trigger: {"toast": {"text": "…"}}.
document.addEventListener("toast", ({ detail }) => toast(detail.text ?? detail.value));
window.addEventListener("offline", () => say("offline"));
window.addEventListener("online", () => say("online"));
