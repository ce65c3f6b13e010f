/** What moved the stock of a product besides orders, the crossings of its thresholds, and its changes of strategy. */
import { get } from "/common/api.js";
import { el, put } from "/common/dom.js";
import { signed, whole } from "/common/format.js";
import { part } from "./calls.js";
import { badge, busy, button, failure, notice, orderLink, panel, table } from "./parts.js";
import { time } from "./times.js";

const PAGE = 20;
const EVENTS_READ = 500;
const EVENT_PAGES_MAX = 20;
const EVENTS_SHOWN = 50;

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
  STRATEGY_CHANGED: ["info", "of another strategy"], SHORTFALL: ["danger", "units are missing"], SHORTFALL_FILLED: ["good", "nothing is missing any more"],
};

/** The feed is of all products, with the oldest first: it is read to its end, within a bound; `complete` says whether it was. */
async function eventsOf(sku, signal) {
  const found = new Map();
  let after = null;
  let complete = false;
  for (let pages = 0; pages < EVENT_PAGES_MAX && !complete; pages++) {
    const page = await get(`/api/v1/product-events?limit=${EVENTS_READ}${after ? `&after=${part(after)}` : ""}`, { signal });
    page.items.filter((event) => event.sku === sku).forEach((event) => found.set(event.sequence, event));
    complete = page.items.length === 0 || page.next === after;
    after = page.next;
  }
  return { events: [...found.values()].sort((a, b) => b.sequence - a.sequence), complete };
}

function eventsPanel({ sku, lowStock }, signal) {
  const place = el("div", { class: "stack" }, busy());
  eventsOf(sku, signal).then(({ events, complete }) => put(place,
    complete ? null : notice("warn", "These are not the latest events",
      `The oldest ${whole(EVENT_PAGES_MAX * EVENTS_READ)} events of all products were looked at; there are later ones. GET /api/v1/product-events has them.`),
    complete && events.length === 0 && lowStock === undefined
      ? el("p", { class: "muted" }, "The product has no threshold of low stock: with one (Edit), each crossing is listed here.")
      : crossings(events.slice(0, EVENTS_SHOWN), complete))).catch((fault) => { if (!signal.aborted) put(place, failure(fault)); });
  return panel("product-events", "Events of its stock", [], place);
}

/** What it became; of a change of strategy also from which one to which. */
function became({ type, from, to }) {
  const [kind, label] = EVENTS[type] ?? ["quiet", type];
  return [badge(kind, label), to ? el("div", { class: "mono small" }, from ? `${from} → ${to}` : `→ ${to}`) : null];
}

function crossings(events, complete) {
  return table({
    id: "product-events-table",
    caption: `Crossings of the thresholds of stock, and changes of strategy, ${complete ? "the latest first" : "not the latest"}`,
    columns: [{ label: "When" }, { label: "It is" }, { label: "Available", number: true }, { label: "Short of", number: true }],
    rows: events.map((e) => [time(e.occurredAt), became(e), whole(e.available), whole(e.shortfall)]),
    empty: complete ? "No crossing is known." : "None of these is of this product.",
  });
}
