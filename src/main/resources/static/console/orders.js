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
  const show = async () => {
    put(place, busy());
    try {
      const { items, more } = await latest(status.read(), Number(since.read()), signal);
      put(place, el("p", { class: "muted" }, `${count(items.length, "order")}, the latest change first${more ? "; there are more" : ""}.`),
        list("latest-table", "Orders that changed last", items.slice(0, SHOWN_MAX), "No order changed in this time."));
    } catch (fault) {
      if (!signal.aborted) put(place, failure(fault));
    }
  };
  [status, since].forEach((each) => each.input.addEventListener("input", show));
  show();
  return panel("order-latest", "Latest changes", [button("Read again", "orders-again", show, { class: "button small" })], el("div", { class: "filters" }, status.node, since.node), place);
}

/** The list comes with the oldest change first: it is read to its end, within a bound. */
async function latest(status, seconds, signal) {
  const since = new Date(Date.now() - seconds * 1000).toISOString();
  const query = `limit=500&updatedSince=${encodeURIComponent(since)}${status ? `&status=${status}` : ""}`;
  const items = [];
  let cursor = null;
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const page = await get(`/api/v1/orders?${query}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`, { signal });
    items.push(...page.items);
    cursor = page.nextCursor ?? null;
    if (!cursor) break;
  }
  return { items: items.reverse(), more: cursor !== null || items.length > SHOWN_MAX };
}

function list(id, caption, items, empty) {
  return table({
    id, caption, empty,
    columns: [{ label: "Order" }, { label: "State" }, { label: "Lines" }, { label: "Reference" }, { label: "Changed" }, { label: "Deadline" }],
    rows: items.map((o) => ({ data: { test: "order-row", id: o.id }, cells: [orderLink(o.id), statusBadge(o.status), o.lines.map((l) => `${l.quantity} × ${l.sku}`).join(", "), o.reference ?? "–", time(o.updatedAt),
      o.status === "RESERVED" ? fromNow(o.expiresAt) : "–"] })),
  });
}
