/** Whether the stock of a product adds up, and the way to mend it: audit, deep audit, what a reconciliation would do, the reconciliation. */
import { call, get } from "/common/api.js";
import { el, put } from "/common/dom.js";
import { count, whole } from "/common/format.js";
import { numbers } from "./bars.js";
import { part } from "./calls.js";
import { change } from "./change.js";
import { field } from "./form.js";
import { badge, busy, button, failure, notice, orderLink, panel, table } from "./parts.js";
import { time } from "./times.js";

const FINDINGS = {
  "counters-disagree": ["The counters disagree", "Units are not accounted for, or more are than were supplied."],
  oversold: ["Oversold", "More is promised than there is. Cancel reserved orders, or buy units and supply them."],
  "missing-key": ["A counter is gone", "It is made anew from the reservations."],
  "reserved-total-disagrees": ["The reserved total is wrong", "It is not what the reservations add up to."],
  "sold-total-disagrees": ["The sold total is wrong", "It is not what the sales add up to."],
  "reservation-without-order": ["Units are held for no order", "The order is gone, or has ended."],
  "order-without-reservation": ["An order misses units", "It lists units that it does not hold."],
  "sale-without-order": ["Units count as sold for no order", "No confirmed order lists them."],
  "order-not-due": ["A deadline is not enforced", "No due list names a reserved order."],
  "stray-counter": ["A counter is left over", "A decrement came late. It does no harm."],
  unreadable: ["Something cannot be read", "What is stored is not what it must be."],
};

const REPAIRS = {
  "remove-reservation": "Give units back that no order can get",
  "set-reservation": "Let orders have the units that they list",
  "set-sale": "Count as sold what confirmed orders list",
  "make-order-due": "Enforce the deadline of orders again",
  "quarantine-order": "Put the damaged record of an order aside",
  "set-supplied": "Set the supplied units to what can be counted",
  "set-available": "Set the available units",
  "set-reserved": "Set the reserved total",
  "set-sold": "Set the sold total",
  "remove-stray-counter": "Remove the counter that is left over",
};

/** `changed` is called when the stock was repaired, or may have been. */
export function repairPanel(product, changed) {
  const path = `/api/v1/products/${part(product.sku)}`;
  const audit = el("div", { class: "stack", data: { test: "audit-result" }, "aria-live": "polite" });
  const plan = el("div", { class: "stack", data: { test: "dry-run" }, "aria-live": "polite" });

  const look = async (deep) => {
    put(audit, busy(deep ? "Looking at every reservation and order …" : "Adding up …"));
    put(plan);
    try {
      const found = await get(`${path}/audit?deep=${deep}`);
      put(audit, auditView(found));
      put(plan, next(found));
    } catch (fault) {
      put(audit, failure(fault));
    }
  };

  const next = (found) => {
    if (found.conserved && found.findings.length === 0) return found.deep ? null : el("p", { class: "muted" }, "The totals agree. The deep audit also compares every reservation with its order.");
    return el("div", { class: "stack" }, el("p", {}, "A reconciliation repairs this. See first what it would do: nothing is changed by looking."),
      el("div", {}, button("Show the repair", "reconcile", dryRun, { class: "button primary" })));
  };

  const dryRun = async () => {
    put(plan, busy("Working out the repair …"));
    try {
      const { body } = await call("POST", `${path}/reconciliations`);
      put(plan, planView(body, apply, button("Work it out again", "repair-again", dryRun)));
    } catch (fault) {
      put(plan, failure(fault), el("div", {}, button("Try again", "repair-again", dryRun)));
    }
  };

  const apply = async (would) => {
    if (!(await change(reconciliation(product, path, would))).sent) return;
    changed();
    await look(true);
  };

  look(false);
  return panel("repair", "Audit and repair", [button("Audit", "audit", () => look(false)), button("Deep audit", "deep-audit", () => look(true))],
    el("p", { class: "muted" }, "An audit adds up the totals. A deep audit looks at every reservation and every order as well, without holding orders up."), audit, plan);
}

function auditView(found) {
  const good = found.conserved && found.findings.length === 0;
  return el("div", { class: "stack" },
    good ? notice("good", found.deep ? "Everything adds up" : "The totals add up", `${whole(found.supplied)} supplied${found.shortfall > 0 ? ` + ${whole(found.shortfall)} short` : ""} = ${whole(found.available)} available + ${whole(found.reserved)} reserved + ${whole(found.sold)} sold.`,
      found.deep ? `${count(found.reservations, "reservation")} compared with ${found.reservations === 1 ? "its order" : "their orders"}.` : null)
      : el("div", { class: "row" }, badge("danger", "Does not add up", { data: { test: "audit-damaged" } }), numbers(found)),
    found.inconclusive ? notice("warn", "The stock changed during the audit", "Its sums may be of two moments. What it says of single orders holds.") : null,
    good ? null : findings("audit-findings", "Findings", found.findings));
}

function findings(id, caption, items) {
  return table({
    id, caption,
    columns: [{ label: "Finding" }, { label: "Units", number: true }, { label: "In detail" }, { label: "Orders" }],
    rows: items.map((f) => ({ data: { test: "finding", kind: f.kind }, cells: [named(FINDINGS[f.kind] ?? [f.kind, ""]), whole(f.units), f.detail, orders(f.orders)] })),
  });
}

const named = ([title, sentence]) => [el("b", {}, title), el("br"), el("span", { class: "muted" }, sentence)];
const orders = (ids) => (ids.length === 0 ? "–" : ids.map((id) => el("div", {}, orderLink(id))));

function planView(would, apply, again) {
  const nothing = would.repairs.length === 0;
  return el("div", { class: "stack" },
    el("h3", {}, "What the repair would do"),
    nothing ? notice("info", "There is nothing that it would change") : table({
      id: "repair-steps", caption: "Steps of the repair",
      columns: [{ label: "Step" }, { label: "Units", number: true }, { label: "In detail" }, { label: "Orders" }],
      rows: would.repairs.map((r) => [REPAIRS[r.action] ?? r.action, whole(r.units), r.detail, orders(r.orders)]),
    }),
    nothing ? null : beforeAfter(would),
    would.inconclusive ? notice("warn", "The stock changed meanwhile", "The numbers may be of two moments; the repair itself pauses orders of the product while it adds up.") : null,
    would.complete ? null : notice("warn", "More orders need a repair than one reconciliation takes", "Repeat it until it is complete."),
    would.left.length ? el("div", { class: "stack" }, el("h3", {}, "What it leaves for you to decide"), findings("repair-left", "What a person must decide", would.left)) : null,
    el("div", { class: "row" }, nothing ? null : button("Repair the stock …", "repair-apply", () => apply(would), { class: "button primary" }), again));
}

function beforeAfter({ before, after }) {
  const row = (label, name) => [label, whole(before[name]), before[name] === after[name] ? whole(after[name]) : el("b", {}, whole(after[name]))];
  return table({
    id: "repair-levels", fold: false, caption: "Stock before and after the repair",
    columns: [{ label: "Stock" }, { label: "Now", number: true }, { label: "Afterwards", number: true }],
    rows: [row("Supplied", "supplied"), row("Available", "available"), row("Reserved", "reserved"), row("Sold", "sold"), row("Shortfall", "shortfall")],
  });
}

function reconciliation(product, path, would) {
  return {
    title: `Repair the stock of ${product.sku}`,
    verb: "Repair the stock",
    fields: [field({ name: "reason", label: "Reason", required: true, maxlength: 200, hint: "It is kept with the reconciliation." })],
    will: () => [...would.repairs.map((r) => `${REPAIRS[r.action] ?? r.action}: ${r.detail}.`),
      `Available units go from ${whole(would.before.available)} to ${whole(would.after.available)}, if nothing changes until then.`,
      "While it adds up, orders of this product are refused for a moment and can be repeated."],
    call: ({ reason }) => ({ method: "POST", path: `${path}/reconciliations`, body: { dryRun: false, reason } }),
    done: (made) => (made.applied ? `Repaired at ${time(made.at)}: ${whole(made.after.available)} units are available.` : "Nothing had to be repaired."),
  };
}
