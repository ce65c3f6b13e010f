/** A race as one HTML file without a script: tables and inline SVG, with a Content-Security-Policy of its own. */
import { count, isoMillis, millis, moment, whole } from "/common/format.js";
import { declared, inShort, mechanismText, tone, verdictTitle } from "./lanes.js";
import { faultName } from "./settings.js";

const WIDTH = 600;
const HEIGHT = 180;
/** What proves nothing is no fault: it is not red. */
const TITLE = { good: "", warn: "warn", danger: "bad" };
const STYLE = `
:root{color-scheme:light dark;--ink:light-dark(#15202b,#e7edf2);--muted:light-dark(#52606d,#a3b0bc);--ground:light-dark(#fff,#0e1418);--line:light-dark(#d8dfe6,#2c3841);
--accent:light-dark(#0b6166,#6fd0cb);--bad:light-dark(#b3211a,#ff9a90);--warn:light-dark(#7c4f00,#f0c15c);--soft:light-dark(#fdecea,#3d1b1a)}
body{max-width:60rem;margin:0 auto;padding:2rem 1rem 4rem;background:var(--ground);color:var(--ink);font:15px/1.5 -apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:1.8rem;line-height:1.2;margin:0 0 .5rem}h2{font-size:1.15rem;margin:2.5rem 0 .25rem;font-family:ui-monospace,Menlo,Consolas,monospace}
p{margin:.25rem 0}caption{text-align:left}.muted{color:var(--muted)}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}td.n,th.n{text-align:right}
th{font-weight:600}thead th{color:var(--muted);font-size:.85rem}.bad{color:var(--bad)}.warn{color:var(--warn)}.bad,.warn{font-weight:700}
svg{display:block;width:100%;height:auto;margin:.75rem 0}svg text{fill:var(--muted);font:11px sans-serif}
.zero{stroke:var(--ink)}.grid{stroke:var(--line)}.left{fill:none;stroke:var(--accent);stroke-width:2.5}.under{fill:none;stroke:var(--bad);stroke-width:2.5}.fall{fill:var(--soft)}.store{fill:none;stroke:var(--muted);stroke-dasharray:4 3}
p code{overflow-wrap:anywhere}code{font-family:ui-monospace,Menlo,Consolas,monospace}@media print{body{padding:0}}`;

/** Text as HTML, quotes included. */
export function escape(value) {
  return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** The whole file. `about` has `version`, `store`, `link` and `strategies` of the page. */
export function exportHtml(race, about, now = new Date()) {
  const nonce = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const lowest = Math.min(0, ...race.lanes.map((lane) => lane.unitsLeft));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>A race for the last units</title>
<style nonce="${nonce}">${STYLE}</style></head>
<body><main>
<h1>A race for ${escape(count(race.settings.units, "unit"))}</h1>
${race.sentence ? `<p>${escape(race.sentence)}</p>` : ""}
<p class="muted">Holdfast${about.version ? ` ${escape(about.version)}` : ""}${about.store ? ` on ${escape(about.store)}` : ""}, ${escape(moment(now))}. ${state(race)}</p>
${settingsTable(race.settings)}
${summaryTable(race.lanes)}
${race.lanes.map((lane, i) => section(lane, i, race.settings.units, lowest, about)).join("\n")}
<p class="muted">Lanes ran one after another, on one machine, with the crowd in the same process: the figures are an illustration and no comparison of speed.
Units left are counted from the customers' receipts. The same settings again: <code>${escape(about.link)}</code>. They repeat the settings, not the interleaving.</p>
</main></body></html>
`;
}

function state(race) {
  return { FINISHED: "The race was finished.", STOPPED: "The race was stopped before its end.", FAILED: "The race failed." }[race.state] ?? "The race was still running.";
}

function row(cells) {
  return `<tr>${cells.join("")}</tr>`;
}

function number(value, bad = false) {
  return `<td class="n${bad ? " bad" : ""}">${escape(value)}</td>`;
}

function settingsTable(settings) {
  const pairs = [["Units", whole(settings.units)], ["Customers", whole(settings.customers)], ["Quantity of each", whole(settings.quantity)],
    ["Race window", `${isoMillis(settings.raceWindow)} ms`], ["Fault", faultName(settings.fault)]];
  return `<div class="scroll"><table><caption class="muted">Settings</caption><thead>${row(pairs.map(([name]) => `<th scope="col">${escape(name)}</th>`))}</thead>
<tbody>${row(pairs.map(([, value]) => `<td>${escape(value)}</td>`))}</tbody></table></div>`;
}

function summaryTable(lanes) {
  const heads = ["units left", "store's counter", "accepted", "refused", "contended", "unknown", "failed", "orders/s", "p50", "p99"];
  return `<div class="scroll"><table><caption class="muted">Lanes</caption><thead>${row(["<th scope=\"col\">strategy</th>", ...heads.map((head) => `<th scope="col" class="n">${escape(head)}</th>`)])}</thead><tbody>
${lanes.map((lane) => row([`<th scope="row"><code>${escape(lane.strategy)}</code></th>`, number(whole(lane.unitsLeft), lane.unitsLeft < 0), number(whole(lane.storeAvailable)),
    ...["accepted", "refused", "contended", "unknown", "failed", "ordersPerSecond"].map((name) => number(whole(lane[name]))), number(millis(lane.p50Ms)), number(millis(lane.p99Ms))])).join("\n")}
</tbody></table></div>`;
}

function section(lane, index, units, lowest, about) {
  const strategy = about.strategies.find((one) => one.name === lane.strategy) ?? {};
  const verdict = lane.verdict
    ? `<p class="${TITLE[tone(lane.verdict)]}">${escape(verdictTitle(lane.verdict))}</p><p>${escape(lane.verdict.sentence)} ${escape(declared(lane.verdict))} <span class="muted">${escape(mechanismText(lane.verdict.mechanism))}</span></p>`
    : "<p>There is no verdict.</p>";
  const first = lane.firstOversoldMs === null || lane.firstOversoldMs === undefined ? "" : `<p class="bad">The first unit was sold twice after ${escape(millis(lane.firstOversoldMs))}.</p>`;
  return `<section><h2>${escape(lane.strategy)}</h2><p class="muted">${escape(inShort(strategy))}</p>${verdict}${first}${curveSvg(lane, index, units, lowest)}</section>`;
}

/** Steps over a curve of [[ms, unitsLeft, storeAvailable], ...]; what is below zero is red. */
export function curveSvg(lane, index, units, lowest) {
  if (lane.curve.length === 0) return "";
  const points = lane.curve[0][0] === 0 ? lane.curve : [[0, units, units], ...lane.curve];
  const end = Math.max(1, points.at(-1)[0]);
  const margin = { left: 48, right: 8, top: 8, bottom: 20 };
  const x = (ms) => round(margin.left + (ms / end) * (WIDTH - margin.left - margin.right));
  const y = (value) => round(margin.top + ((units - value) / Math.max(1, units - lowest)) * (HEIGHT - margin.top - margin.bottom));
  const steps = (column) => points.map((point, i) => (i === 0 ? `M${x(point[0])} ${y(point[column])}` : `H${x(point[0])}V${y(point[column])}`)).join("");
  const zero = y(0);
  const under = zero + 1.5; // A line at zero is not below it.
  const label = `Units left over time: from ${whole(units)} to ${whole(lane.unitsLeft)}`;
  const mark = (value) => `<text x="${margin.left - 6}" y="${y(value) + 4}" text-anchor="end">${escape(whole(value))}</text>`;
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(label)}">
<defs><clipPath id="above-${index}"><rect x="0" y="0" width="${WIDTH}" height="${under}"/></clipPath><clipPath id="under-${index}"><rect x="0" y="${under}" width="${WIDTH}" height="${HEIGHT}"/></clipPath></defs>
<path class="fall" clip-path="url(#under-${index})" d="${steps(1)}V${zero}H${x(points[0][0])}Z"/>
<path class="store" d="${steps(2)}"/>
<path class="left" clip-path="url(#above-${index})" d="${steps(1)}"/><path class="under" clip-path="url(#under-${index})" d="${steps(1)}"/>
<line class="zero" x1="${margin.left}" x2="${WIDTH - margin.right}" y1="${zero}" y2="${zero}"/>
${mark(units)}${mark(0)}${lowest < 0 ? mark(lowest) : ""}
<text x="${margin.left}" y="${HEIGHT - 4}">0</text><text x="${WIDTH - margin.right}" y="${HEIGHT - 4}" text-anchor="end">${escape(millis(end))}</text></svg>`;
}

function round(value) {
  return Math.round(value * 10) / 10;
}

/** Gives the reader a file. */
export function download(name, content) {
  const url = URL.createObjectURL(new Blob([content], { type: "text/html;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
