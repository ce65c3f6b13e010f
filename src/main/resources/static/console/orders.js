/** Orders: search by id, reference or customer, and the latest changes. */
import { call, get } from "/common/api.js";
import { el, put } from "/common/dom.js";
import { count } from "/common/format.js";
import { field, showAt } from "./form.js";
import { statusBadge } from "./order-words.js";
import { busy, button, failure, notice, orderHash, orderLink, panel, table } from "./parts.js";
import { fromNow, time } from "./times.js";

const ID = /^[a-z2-7]{26}$/;
const SHOWN_MAX = 50;
const PAGES_MAX = 10;
const SHORTEST_S = 15;
const BY = { id: "Order id", reference: "Reference", customerId: "Customer" };
const STATUSES = ["", "RESERVED", "CONFIRMED", "CANCELLED", "EXPIRED", "PLACING"];
const TIMES = [["900", "15 minutes"], ["3600", "hour"], ["86400", "day"], ["604800", "week"]];

export function ordersView(_, signal) {
  return { title: "Orders", node: el("div", { class: "stack", data: { test: "orders" } }, el("h1", {}, "Orders"), searchPanel(signal), latestPanel(signal)) };
}

function searchPanel(signal) {
  const by = field({ name: "by", label: "Search by", type: "select", value: "reference", options: Object.entries(BY).map(([value, label]) => ({ value, label })) });
  const what = field({ name: "what", label: "What", required: true, maxlength: 128, names: ["reference", "customerId"] });
  const found = el("div", { class: "stack", "aria-live": "polite", data: { test: "order-found" } });
  const search = async (event) => {
    event.preventDefault();
    showAt([what], null);
    const value = what.read();
    if (value === "") showAt([what], { field: "what", detail: "This is needed." });
    else if (by.read() === "id" && !ID.test(value)) showAt([what], { field: "what", detail: "An id is 26 characters, a to z and 2 to 7." });
    else if (by.read() === "id") location.hash = orderHash(value);
    else await find(by.read(), value);
  };
  const find = async (name, value) => {
    put(found, busy("Searching …"));
    try {
      const { body } = await call("POST", "/api/v1/orders/searches", { body: { [name]: value }, signal });
      put(found, body.complete ? null : notice("info", "These are the latest of more", `The search looks at a bounded number of orders with this ${BY[name].toLowerCase()}.`),
        list("found-table", "Orders that were found", body.items, "No order fits."));
    } catch (fault) {
      if (!showAt([what], fault)) put(found, failure(fault));
      else put(found);
    }
  };
  return panel("order-search", "Search", [],
    el("form", { class: "filters", novalidate: true, on: { submit: search } }, by.node, what.node,
      el("button", { type: "submit", class: "button primary", data: { test: "order-search-go" } }, "Search")), found);
}

function latestPanel(signal) {
  const status = field({ name: "status", label: "State", type: "select", value: "", options: STATUSES.map((value) => ({ value, label: value === "" ? "All" : value.toLowerCase() })) });
  const since = field({ name: "since", label: "Changed in the last", type: "select", value: "3600", options: TIMES.map(([value, label]) => ({ value, label })) });
  const place = el("div", { class: "stack" });
  let turn = 0;
  const show = async () => {
    const mine = ++turn;
    put(place, busy());
    try {
      const found = await latest(status.read(), Number(since.read()), signal);
      // Another choice may have been made meanwhile.
      if (mine === turn) put(place, ...latestView(found));
    } catch (fault) {
      if (!signal.aborted && mine === turn) put(place, failure(fault));
    }
  };
  [status, since].forEach((each) => each.input.addEventListener("input", show));
  show();
  return panel("order-latest", "Latest changes", [button("Read again", "orders-again", show, { class: "button small" })], el("div", { class: "filters" }, status.node, since.node), place);
}

function latestView({ items, more, cut }) {
  const table = (caption) => list("latest-table", caption, items.slice(0, SHOWN_MAX), "No order changed in this time.");
  if (!cut) return [el("p", { class: "muted" }, `${count(items.length, "order")}, the latest change first${more ? "; there are more" : ""}.`), table("Orders that changed last")];
  const title = cut > Number(TIMES[0][0]) ? "Not the latest: choose a shorter time" : "Not the latest: search for an order instead";
  return [notice("warn", title, "More orders changed than this page looks through, and the oldest changes come first."),
    items.length === 0 ? null : table("Orders that changed, not the latest")];
}

/**
 * The list comes with the oldest change first, so it must be read to its end: of a short time first, then of twice the time, until there are
 * enough orders. Where a longer time has too many changes, what the shorter one has is the answer: `more`. Where there is none, `cut` is the time that was too long.
 */
async function latest(status, seconds, signal) {
  let shorter = null;
  for (let time = Math.min(SHORTEST_S, seconds); ; time = Math.min(2 * time, seconds)) {
    const { items, complete } = await changes(status, time, signal);
    if (!complete) return shorter?.length ? { items: shorter, more: true, cut: null } : { items, more: true, cut: time };
    if (items.length >= SHOWN_MAX || time === seconds) return { items, more: items.length > SHOWN_MAX || time < seconds, cut: null };
    shorter = items;
  }
}

/** The orders that changed in the last seconds, the latest first, within a bound of pages; a page may be empty and not be the last one. */
async function changes(status, seconds, signal) {
  const since = new Date(Date.now() - seconds * 1000).toISOString();
  const query = `limit=500&updatedSince=${encodeURIComponent(since)}${status ? `&status=${status}` : ""}`;
  const found = new Map();
  let cursor = null;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const page = await get(`/api/v1/orders?${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`, { signal });
    for (const order of page.items) {
      found.delete(order.id); // It changed meanwhile, and has moved to the end.
      found.set(order.id, order);
    }
    cursor = page.nextCursor ?? null;
    if (!cursor) break;
  }
  return { items: [...found.values()].reverse(), complete: cursor === null };
}

function list(id, caption, items, empty) {
  return table({
    id, caption, empty,
    columns: [{ label: "Order" }, { label: "State" }, { label: "Lines" }, { label: "Reference" }, { label: "Changed" }, { label: "Deadline" }],
    rows: items.map((o) => ({ data: { test: "order-row", id: o.id }, cells: [orderLink(o.id), statusBadge(o.status), o.lines.map((l) => `${l.quantity} × ${l.sku}`).join(", "), o.reference ?? "–", time(o.updatedAt),
      o.status === "RESERVED" ? fromNow(o.expiresAt) : "–"] })),
  });
}
