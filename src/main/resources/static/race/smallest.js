/** The smallest race: two customers, one unit. The service runs it for real; the page replays its trace at the reader's pace. */
import { announce } from "/common/announce.js";
import { call } from "/common/api.js";
import { byId, el, put, text } from "/common/dom.js";
import { count, whole } from "/common/format.js";
import { explainedText } from "/common/tooltip.js";
import { inShort, mechanismText } from "./lanes.js";

const PACE_MS = 2200;
/** Which way something goes between the customer and the shelf. */
const WAYS = { READ: "out", TAKE: "out solid" };

/** Fills the section. */
export function smallestRace(options) {
  const select = byId("smallest-strategy");
  const start = byId("smallest-start");
  put(select, options.strategies.map((strategy) => el("option", { value: strategy.name }, strategy.name)));
  start.disabled = false;
  const explain = () => put(byId("smallest-hint"), explainedText(inShort(options.strategies.find((one) => one.name === select.value))));
  select.addEventListener("change", explain);
  explain();
  let replay = null;
  byId("smallest-form").addEventListener("submit", async (event) => {
    event.preventDefault();
    if (start.getAttribute("aria-disabled") === "true") return;
    start.setAttribute("aria-disabled", "true");
    text(start, "It runs\u2026"); // Its store has to start, which takes longer than the race.
    showProblem(null);
    replay?.stop();
    try {
      const { body } = await call("POST", "/api/v1/lab/smallest-races", { body: { strategy: select.value } });
      replay = show(body);
    } catch (problem) {
      showProblem(problem);
    } finally {
      start.removeAttribute("aria-disabled");
      text(start, "Run it");
    }
  });
}

function showProblem(problem) {
  const place = byId("smallest-problem");
  place.hidden = !problem;
  if (problem) text(place.firstElementChild, problem.message);
}

function show(trace) {
  const { steps } = trace;
  let at = 0;
  let timer = null;
  const list = el("ol", { class: "sequence", "aria-label": "Steps so far" });
  const counter = el("span", { class: "muted", data: { test: "smallest-count" } });
  const button = (test, label, act, kind = "") => el("button", { type: "button", class: `button ${kind}`, data: { test }, on: { click: act } }, label);
  const back = button("smallest-back", "\u2190 Back", () => go(at - 1));
  const next = button("smallest-next", "Next \u2192", () => go(at + 1), "primary");
  const play = button("smallest-play", "Play", () => (timer ? stop() : begin()));
  const again = button("smallest-again", "From the start", () => go(1), "quiet");
  const outcome = el("div", { data: { test: "smallest-outcome" }, hidden: true });
  const stage = el("div", { class: "stage", role: "group", "aria-label": `The smallest race with ${trace.strategy}`, on: { keydown: keys } },
    el("div", { class: "row controls" }, back, next, play, again, counter),
    el("div", { class: "actors", "aria-hidden": "true" }, el("span", {}, "Customer A"), el("span", {}, "Shelf"), el("span", {}, "Customer B")),
    list, outcome);
  put(byId("smallest-stage"), stage);
  fillOutcome(outcome, trace);
  go(1);
  next.focus({ preventScroll: true });
  return { stop };

  function go(to, byItself = false) {
    const number = Math.max(1, Math.min(steps.length, to));
    if (!byItself) stop();
    if (number === at) return;
    while (list.children.length > number) list.lastElementChild.remove();
    while (list.children.length < number) list.append(stepNode(steps[list.children.length]));
    for (const [i, node] of [...list.children].entries()) {
      if (i === number - 1) node.setAttribute("aria-current", "step");
      else node.removeAttribute("aria-current");
    }
    at = number;
    const atEnd = at === steps.length;
    back.setAttribute("aria-disabled", String(at === 1));
    next.setAttribute("aria-disabled", String(atEnd));
    text(counter, `Step ${at} of ${steps.length}`);
    outcome.hidden = !atEnd;
    announce(`Step ${at} of ${steps.length}. ${spoken(steps[at - 1])}${atEnd ? ` ${outcomeTitle(trace)} ${trace.sentence}` : ""}`);
    if (atEnd) stop();
  }

  function begin() {
    if (at === steps.length) go(1);
    timer = setInterval(() => go(at + 1, true), PACE_MS);
    text(play, "Pause");
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    text(play, "Play");
  }

  function keys(event) {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 1, End: steps.length }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(to);
  }
}

/** What a step is for those who hear the page. */
export function spoken(step) {
  return `Customer ${step.customer} ${step.sentence} ${step.unitsLeft < 0 ? `The unit is sold ${count(1 - step.unitsLeft, "time")}` : `${count(step.unitsLeft, "unit")} left`}.`;
}

function stepNode(step) {
  const bad = step.unitsLeft < 0;
  return el("li", { class: `step ${step.customer.toLowerCase()}`, data: { test: "smallest-step", customer: step.customer, action: step.action, number: step.number } },
    el("div", { class: `said ${step.action.toLowerCase()}` },
      el("p", {}, el("b", { class: "who" }, `${step.customer} `), explainedText(step.sentence))),
    el("span", { class: `way ${WAYS[step.action] ?? ""}`, "aria-hidden": "true" }),
    el("span", { class: bad ? "shelf bad" : "shelf" }, whole(step.unitsLeft), el("span", { class: "visually-hidden" }, " left on the shelf"),
      bad ? el("span", { class: "shelf-note" }, "sold twice") : null));
}

function outcomeTitle(trace) {
  return trace.oversoldUnits > 0 ? `\u2717 Oversold by ${count(trace.oversoldUnits, "unit")}.` : "\u2713 Nothing is oversold.";
}

function fillOutcome(place, trace) {
  place.className = `verdict ${trace.oversoldUnits > 0 ? "danger" : "good"}`;
  place.dataset.oversoldUnits = String(trace.oversoldUnits);
  put(place, el("p", { class: "verdict-title" }, outcomeTitle(trace)), el("p", {}, explainedText(trace.sentence)),
    el("p", { class: "small" }, "Read on in ", el("cite", {}, mechanismText(trace.mechanism)), "."));
}
