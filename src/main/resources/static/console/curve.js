/** The stock of a product in the last minutes, as this page has seen it. */
import uPlot from "/webjars/uplot/1.6.30/dist/uPlot.esm.js";
import { el } from "/common/dom.js";
import { whole } from "/common/format.js";
import { colour, onThemeChange } from "/common/theme.js";
import { key } from "./bars.js";
import { panel } from "./parts.js";

/** At one a second: ten minutes. */
const POINTS_MAX = 600;
/** A curve that has just begun shows a minute. */
const SHORTEST_S = 60;
const HEIGHT = 220;
const LINES = [["available", "Available", []], ["reserved", "Reserved", [6, 4]], ["sold", "Sold", [2, 3]]];

/** Collects a point a second. `add(stock)` takes the next one. */
export function curvePanel(signal) {
  const data = [[], [], [], []];
  const place = el("div", { class: "curve", hidden: true, role: "img", "aria-label": "Curve of available, reserved and sold units" });
  const waiting = el("p", { class: "muted" }, "The curve begins when this page is opened, with a point a second.");
  const legend = el("p", { class: "numbers" }, LINES.map(([name, label]) => el("span", { class: `number-of line-${name}` }, key(name), label)));
  const node = panel("curve", "The last minutes", [legend], waiting, place);
  let plot = null;
  const draw = () => {
    plot?.destroy();
    plot = data[0].length > 1 && place.clientWidth > 0 ? new uPlot(options(place.clientWidth), data, place) : null;
  };
  const watcher = new ResizeObserver(() => (plot ? plot.setSize({ width: place.clientWidth, height: HEIGHT }) : draw()));
  watcher.observe(place);
  onThemeChange(draw, signal);
  signal.addEventListener("abort", () => { watcher.disconnect(); plot?.destroy(); }, { once: true });
  return {
    node,
    add(stock) {
      data[0].push(Date.now() / 1000);
      LINES.forEach(([name], i) => data[i + 1].push(stock[name]));
      if (data[0].length > POINTS_MAX) data.forEach((column) => column.shift());
      if (data[0].length < 2) return;
      waiting.hidden = true;
      place.hidden = false;
      place.setAttribute("aria-label", label(data));
      if (plot) plot.setData(data);
      else draw();
    },
  };
}

function label(data) {
  const first = data.slice(1).map((column) => column[0]);
  const last = data.slice(1).map((column) => column.at(-1));
  return `Curve of the last ${whole(data[0].length)} seconds: ${LINES.map(([name], i) => `${name} from ${whole(first[i])} to ${whole(last[i])}`).join(", ")}`;
}

function options(width) {
  const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line"), width: 1 }, font: "12px sans-serif" };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { range: (_, first, last) => [Math.min(first, last - SHORTEST_S), last] }, y: { range: (_, low, high) => [Math.min(0, low), Math.max(high * 1.08, 1)] } },
    axes: [{ ...axis, space: 80, incrs: [1, 5, 10, 15, 30, 60, 120, 300], values: (_, ticks) => ticks.map((tick) => new Date(tick * 1000).toLocaleTimeString("en-GB")) },
      { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? whole(tick) : "")) }],
    series: [{}, ...LINES.map(([name, title, dash]) => ({ label: title, stroke: colour(`--${name}`), width: 2.5, dash, points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }) }))],
  };
}
