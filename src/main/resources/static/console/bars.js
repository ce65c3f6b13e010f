/** Stock as a stacked bar, and whether it adds up. */
import { count, whole } from "/common/format.js";
import { el, put } from "/common/dom.js";

/** Units that are unaccounted for (above 0), or accounted for and never supplied (below 0). */
export function discrepancy({ supplied, shortfall, available, reserved, sold }) {
  return supplied + shortfall - available - reserved - sold;
}

/** Units that are promised twice. */
export function oversold({ supplied, shortfall, reserved, sold }) {
  return Math.max(0, reserved + sold - supplied - shortfall);
}

/** Whether a product adds up: by the live picture, which knows orders in progress, else by its numbers. What cannot be read does not. */
export function addsUp(product) {
  return !product.unread && (product.conserved ?? (discrepancy(product.stock) === 0 && oversold(product.stock) === 0 && product.stock.available >= 0));
}

/** What is wrong with stock that does not add up, in one sentence. */
export function fault(stock) {
  const twice = oversold(stock);
  const lost = discrepancy(stock);
  if (twice > 0) return `${count(twice, "unit is", "units are")} promised twice: orders have more than was supplied.`;
  if (lost > 0) return `${count(lost, "supplied unit is", "supplied units are")} not accounted for: neither available, nor in an order. Nothing is sold twice, but they cannot be sold either.`;
  if (lost < 0) return `${count(-lost, "unit is", "units are")} accounted for that ${lost === -1 ? "was" : "were"} never supplied. Orders could be promised units that do not exist.`;
  return "Its totals agree with each other; single orders or reservations may not.";
}

/** The bar. Its label has all numbers, so that no colour is needed. */
export function bar(stock) {
  const short = Math.max(0, stock.shortfall);
  const shortReserved = Math.min(short, stock.reserved);
  const shortSold = Math.min(short - shortReserved, stock.sold);
  const segments = [
    ["available", Math.max(0, stock.available)],
    ["reserved", stock.reserved - shortReserved],
    ["sold", stock.sold - shortSold],
    ["short", shortReserved + shortSold],
    ["lost", Math.max(0, discrepancy(stock))],
  ].filter(([, units]) => units > 0);
  const parts = segments.map(([kind, units]) => {
    const part = el("span", { class: `bar-part bar-${kind}` });
    part.style.flexGrow = String(units);
    return part;
  });
  const label = `${count(stock.supplied, "unit")} supplied: ${words(stock)}`;
  return el("div", { class: "bar", role: "img", "aria-label": label }, parts);
}

function words(stock) {
  const lost = discrepancy(stock);
  return [
    `${whole(stock.available)} available`, `${whole(stock.reserved)} reserved`, `${whole(stock.sold)} sold`,
    stock.shortfall > 0 ? `${whole(stock.shortfall)} short` : null,
    lost > 0 ? `${whole(lost)} unaccounted for` : null, lost < 0 ? `${whole(-lost)} too many` : null,
  ].filter(Boolean).join(", ");
}

/** The bar with its numbers in words beneath. */
export function levels(stock) {
  return el("div", { class: "levels" }, bar(stock), numbers(stock));
}

/** The numbers, each with the key of its part. */
export function numbers(stock) {
  const lost = discrepancy(stock);
  const each = [["available", stock.available, "available"], ["reserved", stock.reserved, "reserved"], ["sold", stock.sold, "sold"]];
  if (stock.shortfall > 0) each.push(["short", stock.shortfall, "short"]);
  if (lost > 0) each.push(["lost", lost, "unaccounted for"]);
  if (lost < 0) each.push(["lost", -lost, "too many"]);
  return el("p", { class: "numbers" }, each.map(([kind, value, label]) =>
    el("span", { class: "number-of" }, key(kind), el("b", {}, whole(value)), ` ${label}`)));
}

/** The key of a part of the bar. */
export function key(kind) {
  return el("span", { class: `key bar-${kind}`, "aria-hidden": "true" });
}

/** Replaces a place's levels where they differ. */
export function showLevels(place, stock) {
  const now = JSON.stringify(stock);
  if (place.dataset.stock === now) return;
  place.dataset.stock = now;
  put(place, levels(stock));
}
