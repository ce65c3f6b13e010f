/** Locks and waiters: who holds what, who waits for it, and which orders wait for units. */
import { el } from "/common/dom.js";
import { count, millis, whole } from "/common/format.js";
import { badge, link, notice, orderLink, panel, productHash, table } from "./parts.js";
import { reading } from "./reading.js";
import { time } from "./times.js";

export function locksView(_, signal) {
  return {
    title: "Locks and waiters",
    node: el("div", { class: "stack", data: { test: "locks-view" } }, el("h1", {}, "Locks and waiters"),
      panel("locks", "Locks", [], reading("/api/v1/locks", signal, locks)),
      panel("waiters", "Orders that wait for units", [], reading("/api/v1/waiters", signal, waiters))),
  };
}

function locks(view) {
  return el("div", { class: "stack" },
    view.deadlocks.length ? notice("danger", `${count(view.deadlocks.length, "deadlock was", "deadlocks were")} found`, ...view.deadlocks.map(circle)) : null,
    view.incomplete ? notice("warn", "Leases and other instances are left out", view.incomplete) : null,
    table({
      id: "locks-table", caption: "Locks that are held or waited for",
      columns: [{ label: "Lock" }, { label: "Products" }, { label: "Held by" }, { label: "Waiting", number: true }, { label: "Longest wait", number: true }, { label: "Lease" }],
      rows: view.locks.map((lock) => [[el("span", { class: "mono" }, lock.lock), el("div", { class: "muted small" }, `${lock.strategy}, ${lock.level}`)],
        products(lock), holders(lock.holders), whole(lock.waiters.count), lock.waiters.count ? millis(lock.waiters.longestMillis) : "–", lease(lock)]),
      empty: "No lock is held or waited for at this moment. Strategies without locks never have any here.",
    }),
    view.notShown > 0 ? el("p", { class: "muted" }, `${count(view.notShown, "more lock is", "more locks are")} not shown.`) : null,
    view.strategies.length === 0 ? null : el("div", { class: "stack" }, el("h3", {}, "Totals of this instance"), table({
      id: "locks-totals", caption: "Totals of strategies",
      columns: [{ label: "Strategy" }, { label: "Held", number: true }, { label: "Waiting", number: true }, { label: "Longest hold", number: true }, { label: "Longest wait", number: true }],
      rows: view.strategies.map((s) => [el("span", { class: "mono" }, s.strategy), whole(s.held), whole(s.waiting), millis(s.longestHoldMillis), millis(s.longestWaitMillis)]),
    })));
}

function products(lock) {
  return [...lock.skus.map((sku) => el("div", {}, link(productHash(sku), sku, { class: "mono" }))), lock.skusNotShown > 0 ? `and ${whole(lock.skusNotShown)} more` : null];
}

/** Ids of orders may be shortened where administration needs a token. */
function order(id) {
  return !id ? "an unknown order" : id.endsWith("...") ? el("span", { class: "mono" }, id) : orderLink(id);
}

function holders(all) {
  if (all.length === 0) return "nothing";
  return all.map((h) => el("div", {}, order(h.order), el("span", { class: "muted small" },
    ` for ${millis(h.heldMillis)}${h.instance ? `, instance ${h.instance.slice(0, 8)}` : ""}${h.session ? `, session ${h.session} (${h.state ?? "?"})` : ""}`)));
}

function lease(lock) {
  if (lock.leaseLost) return badge("danger", "lost");
  return lock.leaseLeftMillis === null || lock.leaseLeftMillis === undefined ? "–" : `${millis(lock.leaseLeftMillis)} left`;
}

function circle(found) {
  return el("p", {}, `${time(found.at)}: `, found.links.map((l) => `${l.order ?? "an order"} held ${l.holds.join(", ")} and waited ${millis(l.waitedMillis)} for ${l.waitsFor}`).join("; "));
}

function waiters(view) {
  return el("div", { class: "stack" },
    el("p", { class: "muted" }, `${count(view.waiting, "order waits", "orders wait")} in this instance; ${whole(view.max)} may.`),
    table({
      id: "waiters-table", caption: "Products that orders wait for",
      columns: [{ label: "Product" }, { label: "Orders", number: true }, { label: "Units that they lack", number: true }, { label: "Longest wait", number: true }],
      rows: view.items.map((each) => [link(productHash(each.sku), each.sku, { class: "mono" }), whole(each.orders), whole(each.units), millis(each.longestMs)]),
      empty: "No order waits for units.",
    }),
    view.notShown > 0 ? el("p", { class: "muted" }, `${count(view.notShown, "more product is", "more products are")} not shown.`) : null);
}
