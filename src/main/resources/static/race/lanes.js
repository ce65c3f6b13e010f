/** The lanes of a race: a card for each strategy, brought up to date from each picture of the race. */
import { el, put, text } from "/common/dom.js";
import { count, millis, whole } from "/common/format.js";
import { onThemeChange } from "/common/theme.js";
import { explainedText, term } from "/common/tooltip.js";
import { curve } from "./curve.js";

const STATES = { WAITING: ["Waits", ""], RUNNING: ["Sells", "info"], DONE: ["Done", ""], FAILED: ["Failed", "danger"] };
const SCOPES = {
  NONE: "promises nothing", ONE_INSTANCE: "does not oversell on one instance", ALL_INSTANCES: "does not oversell across instances",
};

/** What a strategy promises, in a few words. */
export function promise(guarantee) {
  return SCOPES[guarantee?.scope ?? guarantee] ?? String(guarantee ?? "");
}

/** How a strategy works and what it promises, as a sentence. */
export function inShort(strategy) {
  const text = [strategy.sentence?.replace(/\.$/, ""), promise(strategy.guarantee)].filter(Boolean).join("; ");
  return text === "" ? "" : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The tone of a verdict: red where units were oversold, amber where it is not as declared or proves nothing, else green. */
export function tone(verdict) {
  return verdict.oversoldUnits > 0 ? "danger" : verdict.asDeclared ? "good" : "warn";
}

/** What a verdict is called, with a sign, so that colour is never alone. */
export function verdictTitle(verdict) {
  if (verdict.oversoldUnits > 0) return `\u2717 Oversold by ${count(verdict.oversoldUnits, "unit")}`;
  return `${verdict.asDeclared ? "\u2713" : "\u26A0"} ${verdict.name.charAt(0).toUpperCase()}${verdict.name.slice(1).toLowerCase().replaceAll("_", " ")}`;
}

/** Whether what happened is what the strategy declares; the member is absent where nothing is proven. */
export function declared(verdict) {
  if (typeof verdict.asDeclared !== "boolean") return "Proves nothing either way.";
  return verdict.asDeclared ? "As the strategy declares." : "Not as the strategy declares.";
}

/** Where a mechanism is explained: the document of the repository and its section. */
export function mechanismText(mechanism) {
  return `docs/mechanisms.md#${String(mechanism).replace(/^.*#/, "")}`;
}

/** Returns {prepare(settings), show(race)} for the node that holds the cards. */
export function lanesView(place, options) {
  let cards = [];
  let key = "";
  onThemeChange(() => { for (const card of cards) card.plot.redraw(); });

  function build(names, units) {
    const next = names.join(",");
    if (next === key) return;
    key = next;
    for (const one of cards) one.plot.destroy();
    cards = names.map((name) => card(options.strategies.find((one) => one.name === name) ?? { name }));
    put(place, cards.map((one) => one.node));
    for (const one of cards) one.attach(units);
  }

  return {
    prepare(settings) {
      build(settings.lanes, settings.units);
      for (const one of cards) one.show(empty(settings), settings.units, 0);
    },
    show(race) {
      build(race.lanes.map((lane) => lane.strategy), race.settings.units);
      const lowest = Math.min(0, ...race.lanes.map((lane) => lane.unitsLeft ?? 0));
      race.lanes.forEach((lane, i) => cards[i].show(lane, race.settings.units, lowest));
    },
  };
}

function empty(settings) {
  return { state: "WAITING", unitsLeft: settings.units, storeAvailable: settings.units, curve: [], verdict: null, firstOversoldMs: null };
}

function card(strategy) {
  const id = `lane-${strategy.name}`;
  const part = (test, name = "dd") => el(name, { data: { test } });
  const parts = {
    state: el("span", { class: "badge", data: { test: "lane-state" } }),
    left: el("span", { class: "units", data: { test: "units-left" } }),
    sign: el("span", { class: "units-word", data: { test: "units-word" } }),
    store: el("b", { data: { test: "store-available" } }),
    first: el("p", { class: "first", data: { test: "first-oversold" } }),
    chart: el("div", { class: "chart", role: "img" }),
    verdict: el("div", { class: "verdict", data: { test: "verdict" }, hidden: true }),
  };
  const figures = ["accepted", "refused", "contended", "unknown", "failed", "rate", "p50", "p99"];
  for (const name of figures) parts[name] = part(name);
  const item = (label, value) => el("div", {}, el("dt", {}, label), value);
  const node = el("article", { class: "card lane", id, "aria-labelledby": `${id}-name`, data: { test: "lane", strategy: strategy.name } },
    el("header", { class: "row spread" }, el("h3", { class: "mono", id: `${id}-name` }, strategy.name), parts.state),
    el("p", { class: "hint", data: { test: "promise" } }, explainedText(inShort(strategy))),
    el("div", { class: "level" }, el("div", { class: "big" }, parts.left, parts.sign),
      el("p", { class: "store" }, el("span", { class: "dash", "aria-hidden": "true" }), "store's counter ", parts.store)),
    parts.chart, parts.first,
    el("dl", { class: "figures" },
      item("accepted", parts.accepted), item("refused", parts.refused), item(term("contended"), parts.contended), item(term("outcome unknown", "unknown"), parts.unknown),
      item("failed", parts.failed), item("orders/s", parts.rate), item(term("p50, p99", "p50"), parts.p50), item(term("p50, p99", "p99"), parts.p99)),
    parts.verdict);
  let drawn = "";
  const one = {
    node, plot: null,
    attach() { one.plot = curve(parts.chart); },
    show(lane, units, lowest) {
      node.dataset.state = lane.state;
      const [word, tint] = STATES[lane.state] ?? [lane.state, ""];
      text(parts.state, word);
      parts.state.className = `badge ${tint}`;
      showLevel(parts, lane, units);
      showFigures(parts, lane);
      showVerdict(parts.verdict, lane.verdict);
      const last = lane.curve.at(-1) ?? [0];
      const look = `${lane.curve.length} ${last} ${units} ${lowest}`;
      const begin = lane.curve.length > 0 && lane.curve[0][0] === 0 ? [] : [[0, units, units]];
      const end = lane.curve.length > 0 ? [] : [[1, units, units]];
      if (look !== drawn) one.plot.show([...begin, ...lane.curve, ...end], units, lowest);
      drawn = look;
      parts.chart.setAttribute("aria-label", `Units left over time: from ${whole(units)} to ${whole(lane.unitsLeft)}; the store's counter shows ${whole(lane.storeAvailable)}.`);
    },
  };
  return one;
}

function showLevel(parts, lane, units) {
  const oversold = lane.unitsLeft < 0;
  text(parts.left, whole(lane.unitsLeft));
  parts.left.dataset.value = String(lane.unitsLeft);
  parts.left.dataset.oversold = String(oversold);
  parts.left.classList.toggle("bad", oversold);
  parts.sign.classList.toggle("bad", oversold);
  text(parts.sign, oversold ? "\u25BC oversold" : `of ${count(units, "unit")} left`);
  text(parts.store, whole(lane.storeAvailable));
  const seen = typeof lane.firstOversoldMs === "number";
  parts.first.classList.toggle("seen", seen);
  text(parts.first, seen ? `\u26A0 First unit sold twice after ${millis(lane.firstOversoldMs)}` : "");
}

function showFigures(parts, lane) {
  for (const name of ["accepted", "refused", "contended", "unknown", "failed"]) text(parts[name], whole(lane[name]));
  text(parts.rate, whole(lane.ordersPerSecond));
  text(parts.p50, millis(lane.p50Ms));
  text(parts.p99, millis(lane.p99Ms));
}

function showVerdict(place, verdict) {
  place.hidden = !verdict;
  if (!verdict) return;
  place.dataset.asDeclared = String(verdict.asDeclared ?? "");
  place.className = `verdict ${tone(verdict)}`;
  const title = verdictTitle(verdict);
  if (place.dataset.shown === title + verdict.sentence) return;
  place.dataset.shown = title + verdict.sentence;
  put(place, el("p", { class: "verdict-title" }, title), el("p", {}, explainedText(verdict.sentence)),
    el("p", { class: "small" }, declared(verdict), " Read on in ", el("cite", { data: { test: "mechanism" } }, mechanismText(verdict.mechanism)), "."));
}
