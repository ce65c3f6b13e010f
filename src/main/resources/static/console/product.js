/** One product, in parts: an overview, who has its units, what moved them, whether they add up, and its events. */
import { call } from "/common/api.js";
import { el, put, text } from "/common/dom.js";
import { addsUp, fault, showLevels } from "./bars.js";
import { curvePanel } from "./curve.js";
import { adjustStock, countStock, editTerms, switchSale } from "./edits.js";
import { heldPanel } from "./held.js";
import { ledgerPanels } from "./ledger.js";
import { declined, watch } from "./live.js";
import { button, facts, failure, link, notice, panel, productHash } from "./parts.js";
import { stateBadges } from "./products.js";
import { repairPanel } from "./repair.js";
import { strategyPanel } from "./switch.js";
import { duration, time } from "./times.js";

const PARTS = { "": "Overview", orders: "Orders", ledger: "Ledger and events", repair: "Audit and repair" };

export function productView(sku, signal, part) {
  const view = new ProductView(sku, signal, part);
  return { title: sku, node: view.node, live: true, go: (next) => view.go(next) };
}

class ProductView {
  #sku;
  #signal;
  #part;
  #etag = null;
  #curve;

  constructor(sku, signal, part) {
    this.#sku = sku;
    this.#signal = signal;
    this.#part = part;
    this.product = null;
    this.name = el("h1", {}, sku);
    this.state = el("div", { class: "row" });
    this.alarm = el("div", { data: { test: "discrepancy" } });
    this.stock = el("div", { class: "levels-large", data: { test: "product-levels" } });
    this.tabs = el("nav", { class: "tabs-line", "aria-label": "Parts of the product" });
    this.content = el("div", { class: "stack" });
    this.actions = el("div", { class: "row", data: { test: "product-actions" } });
    this.node = el("div", { class: "stack product", data: { test: "product" } },
      el("p", { class: "crumb" }, link("#/products", "Products"), " / ", el("span", { class: "mono" }, sku)),
      el("div", { class: "row spread" }, el("div", { class: "row" }, this.name, this.state), this.actions),
      this.alarm, this.stock, this.tabs, this.content);
    this.#curve = curvePanel(signal);
    this.#open();
  }

  async #open() {
    if (await this.refresh()) {
      this.go(this.#part);
      watch([this.#sku], this.#signal, (picture) => this.#live(picture));
    }
  }

  /** Reads the product; resolves to whether it is there. */
  async refresh() {
    try {
      const answer = await call("GET", `/api/v1/products/${encodeURIComponent(this.#sku)}`, { signal: this.#signal });
      this.#etag = answer.headers.get("ETag");
      this.#show(answer.body);
      if (this.#part === "") this.#parts();
      return true;
    } catch (problem) {
      if (this.#signal.aborted) return false;
      if (problem.status === 401) declined(problem, this.#signal);
      put(this.content, failure(problem), this.product || problem.status === 401 ? null : this.#unread());
      return false;
    }
  }

  /** Stock that cannot be read has no product to show; its audit says what is wrong, and the repair mends it. */
  #unread() {
    return repairPanel({ sku: this.#sku }, () => this.#open());
  }

  #live(picture) {
    if (picture.unknown?.includes(this.#sku)) this.#show({ ...this.product, unread: true });
    const item = (picture.items ?? []).find((each) => each.sku === this.#sku);
    if (!item) return;
    if (picture.store?.reachable !== false) this.#curve.add(item.stock);
    this.#show({ ...this.product, unread: false, ...item });
  }

  #show(product) {
    const actions = this.product === null || this.product.onSale !== product.onSale;
    this.product = product;
    text(this.name, product.name);
    const badges = stateBadges(product);
    if (this.state.dataset.now !== badges.map((b) => b.textContent).join()) {
      this.state.dataset.now = badges.map((b) => b.textContent).join();
      put(this.state, badges);
    }
    showLevels(this.stock, product.stock);
    this.#alarm(product);
    if (actions) this.#actions();
  }

  /** What is wrong, and the way to mend it. */
  #alarm(product) {
    const message = product.unread ? "What is stored of it is gone or damaged. The numbers below are the last ones that were read." : addsUp(product) ? "" : fault(product.stock);
    const now = `${message} ${this.#part}`;
    if (this.alarm.dataset.now === now) return;
    this.alarm.dataset.now = now;
    put(this.alarm, message === "" ? null : notice("danger", product.unread ? "Its stock cannot be read" : "The stock of this product does not add up", message,
      this.#part === "repair" ? null : el("p", {}, link(productHash(this.#sku, "repair"), "Check and repair it", { class: "button primary", data: { test: "go-repair" } }))));
  }

  #actions() {
    // Also after a refusal: it may be of a revision that was read before another change.
    const then = (make) => async () => { if ((await make(this.product, this.#etag)).sent) await this.changed(); };
    put(this.actions,
      button("Adjust stock", "adjust-stock", then(adjustStock)),
      button("Book a count", "count-stock", then(countStock)),
      button("Edit", "edit-product", then(editTerms)),
      button(this.product.onSale ? "Stop sale" : "Start sale", "switch-sale", then(switchSale), { class: this.product.onSale ? "button danger" : "button primary" }));
  }

  /** After a change everything is read anew. */
  async changed() {
    await this.refresh();
    if (this.#part !== "" && this.#part !== "repair") this.#parts();
  }

  /** Shows another part. */
  go(part) {
    this.#part = Object.hasOwn(PARTS, part) ? part : "";
    put(this.tabs, Object.entries(PARTS).map(([name, label]) => link(productHash(this.#sku, name), label, {
      "aria-current": name === this.#part ? "page" : null, data: { test: `part-${name || "overview"}` } })));
    if (this.product) {
      this.#alarm(this.product);
      this.#parts();
    }
  }

  #parts() {
    const { product } = this;
    const changed = () => this.changed();
    if (this.#part === "orders") put(this.content, heldPanel(product, this.#signal));
    else if (this.#part === "ledger") put(this.content, ...ledgerPanels(product, this.#signal));
    else if (this.#part === "repair") put(this.content, repairPanel(product, changed));
    else put(this.content, this.#curve.node, el("div", { class: "columns" }, termsPanel(product), strategyPanel(product, changed)));
  }
}

function termsPanel(p) {
  const limit = (value, word = "no limit") => (value === undefined ? word : String(value));
  return panel("terms", "Terms", [], facts([
    ["Reservation time", duration(p.reservationTime)],
    ["Longest reservation", p.reservationTimeMax ? duration(p.reservationTimeMax) : "the service's bound"],
    ["Extensions of an order", limit(p.extensionsMax)],
    ["Units of one order", limit(p.maxPerOrder)],
    ["Units of one customer", limit(p.maxPerCustomer)],
    ["New reservations of one customer", p.newReservationsMax === undefined ? "no limit" : `${p.newReservationsMax} in ${duration(p.newReservationsTime)}`],
    ["Low stock", p.lowStock === undefined ? "not watched" : `at ${p.lowStock}, until ${p.recoveredStock}; back at ${p.backInStock}`],
    ["Sale", p.onSale ? "open" : "stopped"],
    ["Sold from", p.saleFrom ? time(p.saleFrom) : "always"],
    ["Sold until", p.saleUntil ? time(p.saleUntil) : "no end"],
  ]));
}
