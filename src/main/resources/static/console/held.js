/** Who has the units of a product: the orders that hold reservations of it. */
import { get } from "/common/api.js";
import { el, put } from "/common/dom.js";
import { whole } from "/common/format.js";
import { part } from "./calls.js";
import { statusBadge } from "./order-words.js";
import { busy, button, failure, orderLink, panel, table } from "./parts.js";
import { fromNow, time } from "./times.js";

const PAGE = 20;

/** Pages forward; a page of reservations is as of one moment, and its orders as they are now. */
export function heldPanel(product, signal) {
  const place = el("div", { class: "stack", "aria-live": "polite" }, busy());
  const cursors = [null];
  const show = async () => {
    put(place, busy());
    try {
      const cursor = cursors.at(-1);
      const page = await get(`/api/v1/products/${part(product.sku)}/reservations?limit=${PAGE}${cursor ? `&cursor=${part(cursor)}` : ""}`, { signal });
      const orders = await Promise.all(page.items.map((item) => get(`/api/v1/orders/${part(item.orderId)}`, { signal }).catch(() => null)));
      put(place, list(page.items, orders), pager(page.nextCursor));
    } catch (fault) {
      if (!signal.aborted) put(place, failure(fault));
    }
  };
  const pager = (next) => (cursors.length === 1 && !next ? null : el("nav", { class: "row", "aria-label": "Pages of reservations" },
    button("Back", "held-previous", () => { cursors.pop(); show(); }, { disabled: cursors.length === 1 }),
    el("span", {}, `Page ${cursors.length}`),
    button("Next", "held-next", () => { cursors.push(next); show(); }, { disabled: !next })));
  show();
  return panel("held", "Orders that have its units", [button("Read again", "held-again", show, { class: "button small" })],
    el("p", { class: "muted" }, "Each reservation, and the order that it belongs to as it is now. Sold units are listed as long as the store keeps their reservation."), place);
}

function list(items, orders) {
  return table({
    id: "held-table",
    caption: "Reservations and their orders",
    columns: [{ label: "Order" }, { label: "Units", number: true }, { label: "Reservation" }, { label: "Order is" }, { label: "Deadline" }],
    rows: items.map((item, i) => [
      orderLink(item.orderId), whole(item.quantity), item.state.toLowerCase(), statusBadge(orders[i]?.status ?? null),
      orders[i]?.status === "RESERVED" ? `${time(orders[i].expiresAt)} (${fromNow(orders[i].expiresAt)})` : "–",
    ]),
    empty: "No order has any of its units.",
  });
}
