/** One order: what it has, its life as a timeline from its events, and what can be done with it. */
import { call, get } from "/common/api.js";
import { el, put, text } from "/common/dom.js";
import { whole } from "/common/format.js";
import { part } from "./calls.js";
import { cancelOrder, confirmOrder, extendOrder, returnUnits } from "./order-changes.js";
import { eventWords, statusBadge } from "./order-words.js";
import { busy, button, facts, failure, link, notice, panel, productHash, table } from "./parts.js";
import { fromNow, span, time } from "./times.js";

const AGAIN_MS = 1_000;

export function orderView(id, signal) {
  const view = new OrderView(id, signal);
  return { title: `Order ${id.slice(0, 6)}`, node: view.node };
}

class OrderView {
  #id;
  #signal;
  #etag = null;
  #order = null;

  constructor(id, signal) {
    this.#id = id;
    this.#signal = signal;
    this.state = el("div", { class: "row", data: { test: "order-state" } });
    this.actions = el("div", { class: "row", data: { test: "order-actions" } });
    this.about = el("div", { class: "stack" }, busy());
    this.events = el("div", { class: "stack", data: { test: "order-timeline" } }, busy());
    this.left = el("span", {});
    this.node = el("div", { class: "stack", data: { test: "order" } },
      el("p", { class: "crumb" }, link("#/orders", "Orders"), " / ", el("span", { class: "mono" }, id)),
      el("div", { class: "row spread" }, el("div", { class: "row" }, el("h1", {}, "Order ", el("span", { class: "mono id" }, id)), this.state), this.actions),
      el("div", { class: "columns" }, panel("order-about", "What it has", [], this.about), panel("order-life", "Its life", [], this.events)));
    this.read();
    const timer = setInterval(() => this.#tick(), AGAIN_MS);
    signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  }

  async read() {
    try {
      const answer = await call("GET", `/api/v1/orders/${part(this.#id)}`, { signal: this.#signal });
      this.#etag = answer.headers.get("ETag");
      this.#show(answer.body);
    } catch (fault) {
      if (this.#signal.aborted) return;
      put(this.about, failure(fault));
      put(this.events);
      return;
    }
    await this.#timeline();
  }

  /** The countdown; once, the order is read again when its deadline has passed. */
  #tick() {
    const order = this.#order;
    if (order?.status !== "RESERVED") return;
    text(this.left, fromNow(order.expiresAt));
    if (new Date(order.expiresAt) < Date.now() && this.overdue !== order.version) {
      this.overdue = order.version;
      this.read();
    }
  }

  #show(order) {
    this.#order = order;
    put(this.state, statusBadge(order.status));
    put(this.left, fromNow(order.expiresAt));
    put(this.about, facts([
      order.reference ? ["Reference", order.reference] : null,
      ["Placed", time(order.createdAt)],
      ["Changed", time(order.updatedAt)],
      ["Deadline", order.status === "RESERVED" ? [`${time(order.expiresAt)} (`, this.left, ")"] : order.status === "CONFIRMED" ? "none any more" : time(order.expiresAt)],
      ["Version", whole(order.version)],
    ]), table({
      id: "order-lines", fold: false, caption: "Lines of the order",
      columns: [{ label: "Product" }, { label: "Units", number: true }, { label: "Returned", number: true }],
      rows: order.lines.map((line) => [link(productHash(line.sku), line.sku, { class: "mono" }), whole(line.quantity), line.returned ? whole(line.returned) : "–"]),
    }));
    this.#actions(order);
  }

  #actions(order) {
    // Also after a refusal: it may be of a version that was read before another change.
    const then = (make) => async () => { if ((await make(order, this.#etag)).sent) await this.read(); };
    const all = {
      RESERVED: [button("Confirm", "order-confirm", then(confirmOrder), { class: "button primary" }), button("Extend", "order-extend", then(extendOrder)),
        button("Cancel order", "order-cancel", then(cancelOrder), { class: "button danger" })],
      PLACING: [button("Cancel order", "order-cancel", then(cancelOrder), { class: "button danger" })],
      EXPIRED: [button("Confirm all the same", "order-confirm", then(confirmOrder))],
      CONFIRMED: [button("Return units", "order-return", then(returnUnits))],
    };
    put(this.actions, button("Read again", "order-again", () => this.read()), ...(all[order.status] ?? []));
  }

  async #timeline() {
    try {
      const log = await get(`/api/v1/orders/${part(this.#id)}/events`, { signal: this.#signal });
      put(this.events, timeline(log.items, this.#order), log.complete ? null : notice("info", "Some events are missing", "Events are kept for a time, and in a bounded number; those of a change are there about a tenth of a second after it."));
    } catch (fault) {
      if (!this.#signal.aborted) put(this.events, timeline([], this.#order), failure(fault));
    }
  }
}

function timeline(events, order) {
  const steps = [{ title: "Placed", at: order.createdAt, sentence: "The service began to take its lines.", kind: "begin" }, ...events.map((event) => {
    const [title, sentence] = eventWords(event.type);
    return { title, sentence, at: event.occurredAt, version: event.version, kind: event.type.toLowerCase() };
  })];
  if (order.status === "RESERVED") steps.push({ title: "Deadline", at: order.expiresAt, sentence: "It expires then, unless it is confirmed, cancelled or extended before.", kind: "ahead" });
  return el("ol", { class: "timeline", data: { test: "timeline" } }, steps.map((step, i) => el("li", { class: `step step-${step.kind}`, data: { test: "event", type: step.kind } },
    el("div", { class: "row spread" }, el("b", {}, step.title), el("time", { datetime: step.at, class: "muted small" }, time(step.at))),
    el("p", { class: "small" }, step.sentence),
    el("p", { class: "muted small" }, [step.version ? `version ${step.version}` : null, i > 0 && step.kind !== "ahead" ? `${span(new Date(step.at) - new Date(steps[i - 1].at))} later` : null].filter(Boolean).join(" · ")))));
}
