/** The states and events of orders in words. */
import { badge } from "./parts.js";

const STATES = {
  PLACING: ["info", "being placed"],
  RESERVED: ["accent", "reserved"],
  CONFIRMED: ["good", "confirmed"],
  CANCELLED: ["quiet", "cancelled"],
  EXPIRED: ["warn", "expired"],
};

/** The state of an order; null where it cannot be read. */
export function statusBadge(status) {
  if (status === null) return badge("danger", "cannot be read");
  const [kind, label] = STATES[status] ?? ["quiet", status.toLowerCase()];
  return badge(kind, label);
}

const EVENTS = {
  RESERVED: ["Reserved", "Its units are set aside until its deadline."],
  CONFIRMED: ["Confirmed", "It is paid: its units are sold."],
  CANCELLED: ["Cancelled", "Its units were given back."],
  EXPIRED: ["Expired", "Its deadline passed, and its units were given back."],
  EXTENDED: ["Extended", "It has a later deadline."],
  LINES_CHANGED: ["Lines changed", "It has other units."],
  RETURNED: ["Returned", "Units of it came back after it was paid."],
};

/** The title and the sentence of an event. */
export function eventWords(type) {
  return EVENTS[type] ?? [type, ""];
}
