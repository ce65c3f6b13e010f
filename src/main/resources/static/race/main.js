/** The page of the race: loads what may be chosen, starts, watches and stops a race, and shows it. */
import { announce } from "/common/announce.js";
import { call, get } from "/common/api.js";
import { byId, text } from "/common/dom.js";
import { count, millis } from "/common/format.js";
import { openStream } from "/common/stream.js";
import { explainTerms } from "/common/tooltip.js";
import { download, exportHtml } from "./export.js";
import { lanesView } from "./lanes.js";
import { defaultLanes, fromFragment, inWords, settingsForm, toFragment } from "./settings.js";
import { smallestRace } from "./smallest.js";

const RACES = "/api/v1/lab/races";
const RETRY_MS = 2000;
const OVER = new Set(["FINISHED", "STOPPED", "FAILED"]);
const STATES = { STARTING: ["Prepares its store", "info"], RUNNING: ["Running", "info"], FINISHED: ["Finished", "good"], STOPPED: ["Stopped", "warn"], FAILED: ["Failed", "danger"] };

const ui = Object.fromEntries(["start", "stop", "problem", "other", "watch", "connection", "panel", "summary", "settings", "share", "share-link", "reset", "race-state", "elapsed", "save", "sentence", "lanes", "version"]
  .map((id) => [id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase()), byId(id)]));

explainTerms();
ui.panel.open = matchMedia("(min-width: 64rem)").matches;
const options = await loadOptions();
const defaults = { ...options.defaults, lanes: defaultLanes(options) };
const form = settingsForm(ui.settings, options);
const lanes = lanesView(ui.lanes, options);
let race = null;
let stream = null;
let frame = null;
let told = new Set();

form.write(fromFragment(location.hash, defaults, options));
form.onChange(settingsChanged);
showSettings();
smallestRace(options);
const version = options.version === "unknown" ? "" : options.version; // Without a build there is none.
text(ui.version, ["Holdfast", version, options.store && `on ${options.store}`].filter(Boolean).join(" "));
for (const button of [ui.start, ui.share, ui.reset]) button.disabled = false;
ui.settings.addEventListener("submit", (event) => { event.preventDefault(); start(); });
ui.stop.addEventListener("click", stop);
ui.watch.addEventListener("click", watchRunning);
ui.share.addEventListener("click", share);
ui.save.addEventListener("click", save);
ui.reset.addEventListener("click", () => { form.write(defaults); form.clearErrors(); settingsChanged(); });
addEventListener("hashchange", () => {
  if (!location.hash.includes("=")) return;
  form.write(fromFragment(location.hash, form.read(), options));
  showSettings();
});
offerRunning();

/** The options, asked for until the service answers. */
async function loadOptions() {
  for (;;) {
    try {
      const loaded = await get(`${RACES}/options`);
      showConnection(null);
      return loaded;
    } catch (problem) {
      if (problem.status === 404) showConnection("Races need lab mode, and this instance has it off (holdfast.lab.enabled).");
      else if (problem.status === 401) showConnection("Races need the admin token here. Reload the page to give it.");
      else showConnection(`${problem.message} Trying again.`);
      if (problem.status === 401) await new Promise(() => {}); // The reader has refused: do not ask again and again.
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function settingsChanged() {
  history.replaceState(null, "", `#${toFragment(form.read())}`);
  ui.shareLink.hidden = true;
  showSettings();
}

function showSettings() {
  const settings = form.read();
  text(ui.summary, inWords(settings));
  if (race === null && settings.lanes.length > 0 && settings.units >= 0) lanes.prepare(settings);
}

async function start() {
  showProblem(null);
  form.clearErrors();
  const wrong = form.wrong();
  if (wrong) {
    ui.panel.open = true;
    form.showError(wrong.field, wrong.message);
    return;
  }
  if (ui.start.getAttribute("aria-disabled") === "true") return;
  ui.start.setAttribute("aria-disabled", "true");
  try {
    const { body } = await call("POST", RACES, { body: form.read() });
    watch(body);
    announce(`The race started with ${count(body.lanes.length, "lane")}.`);
    if (ui.lanes.getBoundingClientRect().top > innerHeight * 0.6) byId("lanes-title").scrollIntoView({ block: "start", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
  } catch (problem) {
    refused(problem);
  } finally {
    ui.start.removeAttribute("aria-disabled");
  }
}

function refused(problem) {
  if (problem.code === "race-running") {
    ui.other.hidden = false;
    ui.watch.focus();
    return;
  }
  const field = problem.field?.replace(/[[.].*$/, "");
  if (field) ui.panel.open = true;
  if (!field || !form.showError(field, problem.message)) showProblem(problem);
}

async function stop() {
  if (race === null) return;
  try {
    await call("DELETE", `${RACES}/${encodeURIComponent(race.id)}`);
  } catch (problem) {
    showProblem(problem);
  }
}

/** The race that runs on the instance or ran last; null where there is none. */
async function current() {
  try {
    const answer = await get(RACES);
    return answer.items ? (answer.items[0] ?? null) : answer;
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

async function offerRunning() {
  try {
    const running = await current();
    if (race === null) ui.other.hidden = running === null || OVER.has(running.state);
  } catch (problem) {
    showProblem(problem);
  }
}

async function watchRunning() {
  try {
    const running = await current();
    ui.other.hidden = true;
    if (running !== null) watch(running);
  } catch (problem) {
    showProblem(problem);
  }
}

function watch(first) {
  stream?.close();
  told = new Set();
  ui.other.hidden = true;
  showProblem(null);
  picture(first);
  if (OVER.has(first.state)) return;
  stream = openStream(`${RACES}/${encodeURIComponent(first.id)}/stream`, {
    evenHidden: true,
    onEvent: (_, next) => picture(next),
    endWhen: (_, next) => OVER.has(next.state),
    onState: connection,
  });
}

function connection(state, detail) {
  ui.connection.dataset.state = state;
  if (state === "waiting") showConnection(`The connection is interrupted. Trying again in ${millis(detail)}.`);
  else if (state === "refused") lost(detail);
  else if (state !== "connecting") showConnection(null);
}

/** The instance does not know the race any more: it has restarted. */
function lost(problem) {
  showConnection(problem.status === 404 ? "The service has restarted, and the race ended with it. Start another one." : problem.message);
  if (race && !OVER.has(race.state)) picture({ ...race, state: "STOPPED", lanes: race.lanes.map((lane) => (lane.state === "RUNNING" ? { ...lane, state: "WAITING" } : lane)) });
}

/** Takes a picture; several between two frames are drawn once. */
function picture(next) {
  race = next;
  frame ??= requestAnimationFrame(() => { frame = null; draw(); });
}

function draw() {
  const over = OVER.has(race.state);
  const [word, tint] = STATES[race.state] ?? [race.state, ""];
  text(ui.raceState, word);
  ui.raceState.className = `badge ${tint}`;
  ui.raceState.dataset.state = race.state;
  text(ui.elapsed, race.elapsedMs > 0 ? millis(Math.round(race.elapsedMs / 100) * 100) : "");
  lanes.show(race);
  ui.save.hidden = !over;
  ui.sentence.hidden = !race.sentence;
  text(ui.sentence, race.sentence ?? "");
  if (race.error) showProblem({ message: race.error });
  swap(over ? ui.stop : ui.start, over ? ui.start : ui.stop);
  text(ui.start, over ? "Start another race" : "Start the race");
  tell(over);
}

/** Shows one button in the place of another; the focus goes with it. */
function swap(from, to) {
  const focused = document.activeElement === from;
  from.hidden = true;
  to.hidden = false;
  if (focused) to.focus();
}

/** Screen readers hear the first unit that is sold twice in each lane, and the end. */
function tell(over) {
  for (const lane of race.lanes) {
    if (typeof lane.firstOversoldMs === "number" && !told.has(lane.strategy)) {
      told.add(lane.strategy);
      announce(`${lane.strategy} sold a unit twice after ${millis(lane.firstOversoldMs)}.`);
    }
  }
  if (over && !told.has("")) {
    told.add("");
    announce(race.sentence ?? `The race is over: ${(STATES[race.state] ?? [race.state])[0].toLowerCase()}.`);
  }
}

function showProblem(problem) {
  ui.problem.hidden = problem === null;
  if (problem !== null) text(ui.problem.firstElementChild, problem.message);
}

function showConnection(message) {
  ui.connection.hidden = message === null;
  if (message !== null) text(ui.connection.firstElementChild, message);
}

function linkTo(settings) {
  return `${location.origin}${location.pathname}#${toFragment(settings)}`;
}

async function share() {
  const link = linkTo(form.read());
  try {
    await navigator.clipboard.writeText(link);
    text(ui.share, "Copied");
    announce("The link is copied.");
    setTimeout(() => text(ui.share, "Copy a link to these settings"), 2500);
  } catch {
    ui.shareLink.hidden = false; // Without a secure context there is no clipboard: the reader copies.
    ui.shareLink.value = link;
    ui.shareLink.select();
  }
}

function save() {
  const now = new Date();
  const about = { version, store: options.store ?? "", link: linkTo(race.settings), strategies: options.strategies };
  download(`holdfast-race-${now.toISOString().slice(0, 19).replaceAll(":", "-")}.html`, exportHtml(race, about, now));
}
