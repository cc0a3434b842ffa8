// What every page does for its reader: light or dark, covers, and whatever more is fetched once it is wanted.

const page = document.documentElement;

export const say = (text) => {
  document.getElementById("said").textContent = text;
};

const kept = {
  get(name) {
    try {
      return localStorage.getItem(`tunemeld.${name}`);
    } catch {
      return null; // storage is off: choices last as long as the page
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(`tunemeld.${name}`, value);
    } catch {}
  },
};

function changeLight() {
  const isDark = page.dataset.light
    ? page.dataset.light === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  page.dataset.light = isDark ? "light" : "dark";
  kept.set("light", page.dataset.light);
  say(`${isDark ? "Light" : "Dark"} from now on`);
}

// Covers come from the services' servers, and so only to whoever has asked for them.
let covers = kept.get("covers") === "on";

export function showCovers(within = document) {
  document.getElementById("covers").setAttribute("aria-pressed", String(covers));
  for (const place of within.querySelectorAll("[data-cover]")) {
    const shown = place.querySelector("img");
    if (!covers) shown?.remove();
    else if (!shown) place.append(picture(place.dataset.cover));
  }
}

function picture(address) {
  const image = new Image(96, 96);
  image.alt = ""; // the title stands beside it
  image.loading = "lazy";
  image.decoding = "async";
  image.referrerPolicy = "no-referrer";
  image.addEventListener("error", () => image.remove()); // the tile is still there
  image.src = address;
  return image;
}

function changeCovers() {
  covers = !covers;
  kept.set("covers", covers ? "on" : "off");
  showCovers();
  say(covers ? "Covers are shown" : "Covers are off");
}

async function play(pressed, event) {
  const within = pressed.closest(".row, .track");
  if (!within || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { open } = await import("./players.js");
  open(within, pressed);
}

document.getElementById("light").addEventListener("click", changeLight);
document.getElementById("covers").addEventListener("click", changeCovers);
document.addEventListener("click", (event) => {
  const pressed = event.target.closest(".play, .listen [data-player]");
  if (pressed) play(pressed, event);
});
if (covers) showCovers();

// A chart that is looked at for a while is kept up to date; the first view needs nothing for that.
const LOOKED_AT_MS = 4000;
if (document.querySelector("[data-events]")) {
  setTimeout(() => import("./live.js"), LOOKED_AT_MS);
}
