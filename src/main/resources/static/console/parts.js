/** The parts that every view of the console is made of. */
import { Problem } from "/common/api.js";
import { el, put } from "/common/dom.js";

let ids = 0;

/** An id that no other element has. */
export function freshId(prefix) {
  ids += 1;
  return `${prefix}-${ids}`;
}

/** A link; `hash` is a place of the console, such as "#/products". */
export function link(hash, label, attributes = {}) {
  return el("a", { href: hash, ...attributes }, label);
}

/** The place of a product or an order. */
export const productHash = (sku, part = "") => `#/products/${encodeURIComponent(sku)}${part ? `/${part}` : ""}`;
export const orderHash = (id) => `#/orders/${encodeURIComponent(id)}`;

/** A link to an order. Ids are long, so that the middle may break. */
export function orderLink(id) {
  return link(orderHash(id), id, { class: "mono id" });
}

/** A button; `test` is its data-test attribute. */
export function button(label, test, click, attributes = {}) {
  return el("button", { type: "button", class: "button", data: { test }, on: { click }, ...attributes }, label);
}

const SYMBOLS = { good: "✓", warn: "!", danger: "✕", info: "i", accent: "•", quiet: "·" };

/** A word with a symbol, so that its colour is never alone. Kinds: good, warn, danger, info, accent, quiet. */
export function badge(kind, label, attributes = {}) {
  return el("span", { class: `badge ${kind}`, ...attributes }, el("span", { "aria-hidden": "true" }, SYMBOLS[kind]), label);
}

/** A message in a box; one of the kind "danger" is an alert. */
export function notice(kind, title, ...body) {
  const role = kind === "danger" ? "alert" : "status";
  return el("div", { class: `notice ${kind}`, role, data: { test: `notice-${kind}` } },
    el("div", { class: "notice-text" }, el("strong", {}, title), ...body.flat().map((part) => (part instanceof Node || !part ? part : el("p", {}, part)))));
}

/** A section with its heading and what can be done with it. */
export function panel(id, title, actions, ...children) {
  const heading = freshId("heading");
  return el("section", { class: "card panel", id, "aria-labelledby": heading, data: { test: id } },
    el("div", { class: "row spread" }, el("h2", { id: heading }, title), actions?.length ? el("div", { class: "row" }, ...actions) : null),
    ...children);
}

/** Names and values: [[name, value], ...]; null entries are left out. */
export function facts(pairs) {
  return el("dl", { class: "facts" }, pairs.filter(Boolean).map(([name, value]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, value ?? "–"))));
}

/**
 * A table that becomes a list where the screen is narrow. `columns`: [{label, number}], `rows`: [[cell, ...], ...] or [{data, cells}, ...], `empty`: what to say
 * where there is none; `fold`: false keeps a narrow table as it is. Roles are written out, since a table that is laid out otherwise may lose its own.
 */
export function table({ id, caption, columns, rows, empty = "There are none.", fold = true }) {
  if (rows.length === 0) return el("p", { class: "muted", id, data: { test: id } }, empty);
  const kind = (column) => (column.number ? "number" : null);
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    el("table", { class: fold ? "table fold" : "table", role: "table", id, data: { test: id } },
      el("caption", { class: "visually-hidden" }, caption),
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" },
        columns.map((column) => el("th", { role: "columnheader", scope: "col", class: kind(column) }, column.label)))),
      el("tbody", { role: "rowgroup" }, rows.map((row) => el("tr", { role: "row", data: row.data },
        (row.cells ?? row).map((cell, i) => el("td", { role: "cell", class: kind(columns[i]), data: { label: columns[i].label } }, el("div", {}, cell))))))));
}

/** Shows what a promise gives, and its problem where it fails. Resolves to whether it did not. */
export async function load(place, promise, show) {
  try {
    put(place, show(await promise));
    return true;
  } catch (fault) {
    put(place, failure(fault));
    return false;
  }
}

/** What a failed reading says. */
export function failure(fault) {
  if (!(fault instanceof Problem)) console.error(fault);
  const advice = fault.status === 401 ? "Reload the page, or open this view again, to enter the admin token." : null;
  return notice("danger", fault.body?.title ?? "It could not be read", fault.message, advice);
}

/** A place for what is being read. */
export function busy(label = "Reading …") {
  return el("p", { class: "muted" }, label);
}
