/** The curve of a lane: units left by the receipts and by the store's counter, with a line at zero; red below it. */
import uPlot from "/webjars/uplot/1.6.30/dist/uPlot.esm.js";
import { colour } from "/common/theme.js";
import { millis, whole } from "/common/format.js";

const HEIGHT = 150;

/** Draws into a node; `show(curve, units, lowest)` sets points [[ms, unitsLeft, storeAvailable], ...]; `redraw()` follows the theme, `destroy()` ends it. */
export function curve(place) {
  let plot = null;
  let colours = null;
  let range = [0, 1];
  let span = 1;
  let marks = [0, 1];

  function create() {
    colours = { line: colour("--accent"), bad: colour("--danger"), soft: colour("--danger-soft"), store: colour("--muted"), grid: colour("--line"), text: colour("--muted"), zero: colour("--ink") };
    plot?.destroy();
    plot = new uPlot(options(), [[], [], []], place);
  }

  function options() {
    return {
      width: Math.max(120, place.clientWidth), height: HEIGHT, legend: { show: false }, cursor: { show: false }, padding: [8, 18, 0, 0],
      scales: { x: { time: false, range: () => [0, span] }, y: { range: () => range } },
      axes: [
        { stroke: colours.text, grid: { show: false }, ticks: { show: false }, size: 22, gap: 2, font: font(), space: 60, values: (_, splits) => (span > 1 ? splits.map(millis) : []) },
        { stroke: colours.text, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false }, size: 44, gap: 4, font: font(), space: 30, splits: () => marks, values: (_, splits) => splits.map(whole) },
      ],
      series: [
        {},
        { stroke: byHeight, width: 2.5, fill: below, fillTo: 0, points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }) },
        { stroke: colours.store, width: 1.5, dash: [4, 3], points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }) },
      ],
      hooks: { draw: [zeroLine] },
    };
  }

  function font() {
    return `11px ${getComputedStyle(document.body).fontFamily}`;
  }

  function split(u, above, under) {
    const { top, height } = u.bbox;
    const zero = Math.min(top + height, u.valToPos(0, "y", true) + 2 * devicePixelRatio); // A line at zero is not below it.
    const at = Math.min(1, Math.max(0, (zero - top) / height));
    const gradient = u.ctx.createLinearGradient(0, top, 0, top + height);
    gradient.addColorStop(0, above);
    gradient.addColorStop(at, above);
    gradient.addColorStop(at, under);
    gradient.addColorStop(1, under);
    return gradient;
  }

  function byHeight(u) { return u.bbox.height > 0 && range[0] < 0 ? split(u, colours.line, colours.bad) : colours.line; }

  function below(u) { return u.bbox.height > 0 && range[0] < 0 ? split(u, "transparent", colours.soft) : "transparent"; }

  function zeroLine(u) {
    const y = Math.round(u.valToPos(0, "y", true));
    const { ctx, bbox } = u;
    ctx.save();
    ctx.strokeStyle = colours.zero;
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.restore();
  }

  create();
  const watcher = new ResizeObserver(() => {
    if (place.clientWidth > 0 && place.clientWidth !== plot.width) plot.setSize({ width: place.clientWidth, height: HEIGHT });
  });
  watcher.observe(place);

  let last = null;
  return {
    show(points, units, lowest) {
      last = [points, units, lowest];
      const room = Math.max(1, units - lowest) * 0.06;
      range = [lowest < 0 ? lowest - room : -room, units + room];
      marks = lowest < -0.15 * (units - lowest) ? [lowest, 0, units] : [0, units];
      span = Math.max(1, points.length > 0 ? points[points.length - 1][0] : 1);
      plot.setData([points.map((p) => p[0]), points.map((p) => p[1]), points.map((p) => p[2])]);
    },
    redraw() {
      create();
      if (last) this.show(...last);
    },
    destroy() {
      watcher.disconnect();
      plot.destroy();
    },
  };
}
