/** What moved the stock of a product besides orders, and the crossings of its thresholds. */
import { get } from "/common/api.js";
import { el, put } from "/common/dom.js";
import { signed, whole } from "/common/format.js";
import { part } from "./calls.js";
import { badge, busy, button, failure, orderLink, panel, table } from "./parts.js";
import { time } from "./times.js";

const PAGE = 20;
const EVENTS_READ = 500;
const EVENT_PAGES_MAX = 20;

const KINDS = { SUPPLY: "supplied", WITHDRAWAL: "withdrawn", COUNT: "counted", RETURN: "returned by a customer", WRITE_OFF: "returned and written off", NOT_SHIPPED: "never shipped" };
const OF_ORDERS = ["RETURN", "WRITE_OFF", "NOT_SHIPPED"];

export function ledgerPanels(product, signal) {
  return [movementsPanel(product, signal), eventsPanel(product, signal)];
}

function movementsPanel({ sku }, signal) {
  const place = el("div", { class: "stack" }, busy());
  const items = [];
  const more = async (cursor) => {
    try {
      const page = await get(`/api/v1/products/${part(sku)}/movements?limit=${PAGE}${cursor ? `&cursor=${part(cursor)}` : ""}`, { signal });
      items.push(...page.items);
      put(place, movements(items), page.nextCursor ? button("Earlier ones", "movements-more", () => more(page.nextCursor)) : null);
    } catch (fault) {
      if (!signal.aborted) put(place, failure(fault));
    }
  };
  more(null);
  return panel("movements", "Ledger", [], el("p", { class: "muted" }, "What changed the stock besides orders, the latest first."), place);
}

function movements(items) {
  return table({
    id: "movements-table",
    caption: "Movements of the stock",
    columns: [{ label: "When" }, { label: "What" }, { label: "Units", number: true }, { label: "Supplied after it", number: true }, { label: "Reason" }],
    rows: items.map((m) => [time(m.at), KINDS[m.kind] ?? m.kind, signed(m.units), whole(m.supplied), OF_ORDERS.includes(m.kind) ? ["order ", orderLink(m.id)] : (m.reason ?? "–")]),
    empty: "No adjustment, count or return is known.",
  });
}

const EVENTS = {
  LOW_STOCK: ["warn", "low"], SOLD_OUT: ["info", "sold out"], BACK_IN_STOCK: ["good", "back in stock"], RECOVERED: ["good", "low no more"],
  SHORTFALL: ["danger", "units are missing"], SHORTFALL_FILLED: ["good", "nothing is missing any more"],
};

/** The feed is of all products: it is read to its end, within a bound, and the latest of this one are shown. */
async function eventsOf(sku, signal) {
  const found = new Map();
  let after = null;
  for (let pages = 0; pages < EVENT_PAGES_MAX; pages++) {
    const page = await get(`/api/v1/product-events?limit=${EVENTS_READ}${after ? `&after=${part(after)}` : ""}`, { signal });
    page.items.filter((event) => event.sku === sku).forEach((event) => found.set(event.sequence, event));
    if (page.items.length === 0 || page.next === after) break;
    after = page.next;
  }
  return [...found.values()].sort((a, b) => b.sequence - a.sequence);
}

function eventsPanel({ sku, lowStock }, signal) {
  const place = el("div", {}, busy());
  eventsOf(sku, signal).then((events) => put(place, events.length === 0 && lowStock === undefined
    ? el("p", { class: "muted" }, "The product has no threshold of low stock: with one (Edit), each crossing is listed here.")
    : crossings(events.slice(0, 50)))).catch((fault) => { if (!signal.aborted) put(place, failure(fault)); });
  return panel("product-events", "Events of its stock", [], place);
}

function crossings(events) {
  return table({
    id: "product-events-table",
    caption: "Crossings of the thresholds of stock, the latest first",
    columns: [{ label: "When" }, { label: "It is" }, { label: "Available", number: true }, { label: "Short of", number: true }],
    rows: events.map((e) => { const [kind, label] = EVENTS[e.type] ?? ["quiet", e.type]; return [time(e.occurredAt), badge(kind, label), whole(e.available), whole(e.shortfall)]; }),
    empty: "No crossing is known.",
  });
}
