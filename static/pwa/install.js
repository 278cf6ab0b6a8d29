// The way to the home screen, shown once, from the second visit on, and never again when put away.
import * as memo from "./memo.js";

const APART_MS = 30 * 60 * 1000;
const LATER_MS = 2500;
const page = document.documentElement;
const isApple = "standalone" in navigator;
const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
let prompt = null;

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  prompt = event;
});

/** Visits lie at least half an hour apart. */
function countVisit() {
  const last = Number(memo.get("seen") ?? 0);
  const visits = Number(memo.get("visits") ?? 0) + (Date.now() - last > APART_MS);
  memo.set("seen", String(Date.now()));
  memo.set("visits", String(visits));
  return visits;
}

function show() {
  const dialog = document.getElementById("install");
  if (!dialog || page.dataset.busy || document.querySelector("dialog[open]")) return;
  const way = isApple ? "apple" : prompt ? "prompt" : "android";
  for (const piece of dialog.querySelectorAll("[data-way]")) piece.hidden = piece.dataset.way !== way;
  dialog.querySelector("[data-install]").addEventListener("click", () => {
    dialog.close();
    prompt?.prompt();
  });
  memo.set("install", "shown");
  dialog.showModal();
}

/** iOS takes the picture of the start from the page it is added from; it is drawn here. */
function addSplash() {
  const { width, height } = screen;
  const canvas = Object.assign(document.createElement("canvas"), {
    width: width * devicePixelRatio,
    height: height * devicePixelRatio,
  });
  const style = getComputedStyle(page);
  const pen = canvas.getContext("2d");
  pen.fillStyle = style.getPropertyValue("--color-surface");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  const icon = new Image();
  icon.addEventListener("load", () => {
    const side = canvas.width / 3;
    pen.drawImage(icon, side, (canvas.height - side) / 2, side, side);
    const link = document.createElement("link");
    Object.assign(link, { rel: "apple-touch-startup-image", href: canvas.toDataURL() });
    document.head.append(link);
  });
  icon.src = document.querySelector('link[rel="apple-touch-icon"]').href;
}

if (page.dataset.userTag && !isInstalled) {
  const isSecond = countVisit() > 1;
  if (isSecond && !memo.get("install")) setTimeout(show, LATER_MS);
  if (isApple) addSplash();
}
