/** Changes of an order. Each holds for the version that was read, so that no later change is overwritten. */
import { el } from "/common/dom.js";
import { count, whole } from "/common/format.js";
import { part } from "./calls.js";
import { change } from "./change.js";
import { field, wholeOf } from "./form.js";
import { localInput, ofLocalInput, time } from "./times.js";

const DISPOSITIONS = [
  { value: "RESTOCK", label: "Restock: they can be sold again" },
  { value: "WRITE_OFF", label: "Write off: they are lost" },
  { value: "NOT_SHIPPED", label: "Not shipped: they were missing and never left the shelf" },
];

const path = (order, verb) => `/api/v1/orders/${part(order.id)}/${verb}`;
const condition = (etag) => (etag ? { "If-Match": etag } : {});
const units = (order) => order.lines.map((line) => `${count(line.quantity, "unit")} of ${line.sku}`).join(", ");
const now = (order) => `The order is ${order.status.toLowerCase()} now, at version ${order.version}.`;

export function confirmOrder(order, etag) {
  const late = order.status === "EXPIRED";
  return change({
    title: "Confirm the order",
    verb: "Confirm",
    will: () => [late ? `It takes ${units(order)} again, all or none, and sells them.` : `It sells ${units(order)} for good.`,
      late ? "Where the units are sold to others it is refused, and the order stays expired." : "A confirmed order has no deadline, and cannot be cancelled: its units can be returned."],
    call: () => ({ method: "POST", path: path(order, "confirm"), headers: condition(etag) }),
    done: now,
  });
}

export function cancelOrder(order, etag) {
  return change({
    title: "Cancel the order",
    verb: "Cancel the order",
    danger: true,
    will: () => [`It gives ${units(order)} back: they can be ordered again at once.`, "A cancelled order cannot be confirmed any more. If its customer has paid, they must be paid back."],
    call: () => ({ method: "POST", path: path(order, "cancel"), headers: condition(etag) }),
    done: now,
  });
}

export function extendOrder(order, etag) {
  const later = new Date(new Date(order.expiresAt).getTime() + 15 * 60_000);
  return change({
    title: "Extend the reservation",
    verb: "Extend",
    fields: [field({ name: "expiresAt", label: "Reserved at least until", type: "datetime-local", required: true, value: localInput(later), hint: `Now until ${time(order.expiresAt)}. Times are of your time zone.` })],
    will: ({ expiresAt }) => [`It keeps ${units(order)} reserved until ${expiresAt ? time(ofLocalInput(expiresAt)) : "then"}.`, "A product may allow less: the answer says what holds. A reservation is never shortened."],
    call: ({ expiresAt }) => ({ method: "POST", path: path(order, "extend"), headers: condition(etag), body: { expiresAt: ofLocalInput(expiresAt) } }),
    done: (made) => `It is reserved until ${time(made.expiresAt)}.`,
  });
}

export function returnUnits(order) {
  const fields = order.lines.flatMap((line, i) => {
    const left = line.quantity - (line.returned ?? 0);
    return [
      field({ name: `quantity${i}`, label: `Units of ${line.sku}`, type: "number", min: 0, max: left, value: 0, hint: `${whole(left)} can still be returned.`, names: i === 0 ? ["lines", "quantity"] : [] }),
      field({ name: `disposition${i}`, label: "They are", type: "select", options: DISPOSITIONS, value: "RESTOCK" }),
    ];
  });
  const lines = (entered) => order.lines.map((line, i) => ({ sku: line.sku, quantity: wholeOf(entered[`quantity${i}`]) ?? 0, disposition: entered[`disposition${i}`] })).filter((line) => line.quantity > 0);
  const words = { RESTOCK: "can be sold again", WRITE_OFF: "will be written off: supply falls by as many", NOT_SHIPPED: "never left the shelf: this lowers the shortfall" };
  return change({
    title: "Return units of a paid order",
    verb: "Return the units",
    keyed: true,
    fields,
    check: (entered) => (lines(entered).length ? null : { field: "quantity0", detail: "Enter how many units come back." }),
    will: (entered) => (lines(entered).length ? lines(entered).map((line) => `${count(line.quantity, "unit")} of ${line.sku} ${words[line.disposition]}.`) : ["It takes units back that a customer paid for. The order stays confirmed."]),
    call: (entered) => ({ method: "POST", path: path(order, "returns"), body: { lines: lines(entered) } }),
    done: (made) => el("p", {}, made.lines.map((line) => `${line.sku}: ${whole(line.returned ?? 0)} of ${whole(line.quantity)} returned`).join("; ")),
  });
}
