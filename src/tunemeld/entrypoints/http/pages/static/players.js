// The player: one at a time, docked at the bottom, loaded from a service only when somebody presses play.

import { say } from "./page.js";

// As the services' own code for embedding has them.
const FRAMES = {
  Spotify: { height: 152, allow: "autoplay; clipboard-write; encrypted-media; fullscreen; picture-in-picture" },
  "Apple Music": {
    height: 175,
    allow: "autoplay *; encrypted-media *; fullscreen *; clipboard-write",
    sandbox:
      "allow-forms allow-popups allow-same-origin allow-scripts allow-storage-access-by-user-activation allow-top-navigation-by-user-activation",
  },
  SoundCloud: { height: 166, allow: "autoplay" },
  YouTube: { height: 220, allow: "autoplay; encrypted-media; fullscreen; picture-in-picture" },
};

let dock;
let pressedLast;

export function open(within, pressed) {
  const sources = sourcesOf(within);
  const wanted = pressed.dataset.player ?? preferred(sources)?.address;
  if (!wanted) return;
  pressedLast = pressed;
  dock ??= makeDock();
  const title = within.querySelector("h1, h3").textContent.trim();
  dock.querySelector("h2").textContent = title.slice(0, 120);
  dock.querySelector(".from").replaceChildren(...sources.map((source) => choice(source, title)));
  dock.hidden = false;
  document.body.classList.add("docked");
  load(sources.find((source) => source.address === wanted), title);
  dock.querySelector("[aria-pressed=true]").focus({ preventScroll: true });
}

function close() {
  dock.hidden = true;
  document.body.classList.remove("docked");
  dock.querySelector(".frame").replaceChildren();
  say("The player is closed");
  if (pressedLast?.isConnected) pressedLast.focus();
}

// Each service once, in the order of the page.
function sourcesOf(within) {
  const found = new Map();
  for (const each of within.querySelectorAll("[data-player]")) {
    found.set(each.dataset.service, { service: each.dataset.service, address: each.dataset.player, link: each.href });
  }
  return [...found.values()];
}

function preferred(sources) {
  const last = sessionService.get();
  return sources.find((source) => source.service === last) ?? sources[0];
}

const sessionService = {
  get: () => {
    try {
      return sessionStorage.getItem("tunemeld.service");
    } catch {
      return null;
    }
  },
  set: (service) => {
    try {
      sessionStorage.setItem("tunemeld.service", service);
    } catch {}
  },
};

function choice(source, title) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = source.service;
  button.addEventListener("click", () => {
    sessionService.set(source.service);
    load(source, title);
  });
  return button;
}

function load(source, title) {
  const { height, allow, sandbox } = FRAMES[source.service];
  const frame = document.createElement("iframe");
  frame.title = `${source.service} player: ${title.slice(0, 120)}`;
  frame.allow = allow;
  if (sandbox) frame.setAttribute("sandbox", sandbox);
  frame.referrerPolicy = "strict-origin-when-cross-origin"; // YouTube plays for nobody without a referrer
  frame.height = height;
  frame.src = source.address;
  dock.querySelector(".frame").replaceChildren(frame);
  for (const each of dock.querySelectorAll(".from button")) {
    each.setAttribute("aria-pressed", String(each.textContent === source.service));
  }
  const link = dock.querySelector("a");
  link.href = source.link;
  link.textContent = `Open in ${source.service}`;
  say(`${source.service} player loaded`);
}

function makeDock() {
  const made = document.createElement("aside");
  made.className = "dock";
  made.setAttribute("aria-label", "Player");
  made.innerHTML =
    '<div class="dock-head"><h2></h2><div class="from" role="group" aria-label="Play from"></div>' +
    '<a rel="noopener"></a><button class="quiet close" type="button" aria-label="Close the player">✕</button></div>' +
    '<div class="frame"></div>';
  made.querySelector(".close").addEventListener("click", close);
  made.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  document.body.append(made);
  return made;
}
