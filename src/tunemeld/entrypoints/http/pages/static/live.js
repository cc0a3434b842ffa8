// Keeps the chart up to date while it is looked at: the server tells of new charts, and the page takes them over.

import { say, showCovers } from "./page.js";

const ATTEMPTS = 6;
const BETWEEN_MS = 700;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 300_000;
let source = null;
let pause = FIRST_PAUSE_MS;
let waiting = null;

const chart = () => document.getElementById("chart");

// From the chart that is shown on, so that also what was published before this began is told.
function listen() {
  if (source || document.hidden) return;
  clearTimeout(waiting);
  source = new EventSource(chart().dataset.events);
  source.addEventListener("open", () => (pause = FIRST_PAUSE_MS));
  source.addEventListener("error", tryLater);
  source.addEventListener("ChartPublished", (event) => {
    const told = JSON.parse(event.data);
    if (told.genre === chart().dataset.genre && told.seq > Number(chart().dataset.seq)) takeOver(told.seq);
  });
}

// A lost connection the browser mends by itself; an answer such as 503 it takes for the last word.
function tryLater() {
  if (source?.readyState !== EventSource.CLOSED) return;
  rest();
  tryAgainIn(pause * (0.5 + Math.random()));
  pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
}

// Nobody looks at a hidden page, and a connection that is kept open costs both sides.
function rest() {
  clearTimeout(waiting);
  source?.close();
  source = null;
}

function tryAgainIn(milliseconds) {
  waiting = setTimeout(listen, milliseconds);
}

// Another worker may have published: ours lays the page out within a second or two.
async function takeOver(seq) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const found = await fetched();
    if (found && Number(found.dataset.seq) >= seq) {
      offer(found);
      return;
    }
    await new Promise((done) => setTimeout(done, BETWEEN_MS));
  }
  // Asked again from the chart that is shown, the stream tells of it once more.
  rest();
  tryAgainIn(LONGEST_PAUSE_MS / 10);
}

async function fetched() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-cache" });
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.getElementById("chart");
  } catch {
    return null; // away: the next event, or a reload, will tell
  }
}

// What somebody reads or types in is not taken from under them.
function isInUse() {
  return chart().querySelector("details[open]") || chart().contains(document.activeElement);
}

function offer(found) {
  document.querySelector(".fresh")?.remove();
  if (!isInUse()) {
    show(found);
    return;
  }
  const notice = document.createElement("button");
  notice.type = "button";
  notice.className = "fresh";
  notice.textContent = "A new chart is out: show it";
  notice.addEventListener("click", () => {
    notice.remove();
    show(found);
    chart().querySelector("h1").scrollIntoView({ block: "center" });
    document.getElementById("main").focus({ preventScroll: true });
  });
  document.body.append(notice);
  say("A new chart is out");
}

function show(found) {
  chart().replaceWith(found);
  showCovers(found);
  say("The new chart is shown");
}

document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
addEventListener("pagehide", rest);
addEventListener("pageshow", listen);
listen();
