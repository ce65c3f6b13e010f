/** All products: search, filter, sort and pages over what was read; the page that is shown is live. */
import { get } from "/common/api.js";
import { el, put, text } from "/common/dom.js";
import { count, whole } from "/common/format.js";
import { repeats } from "./again.js";
import { addsUp, discrepancy, key, showLevels } from "./bars.js";
import { registerProduct } from "./edits.js";
import { declined, watch } from "./live.js";
import { badge, busy, button, failure, link, productHash } from "./parts.js";

const PAGE = 20;
const READ = 500;
const READ_MAX = 10_000;
const AGAIN_MS = 30_000;

const SORTS = {
  sku: { label: "Product", of: (p) => p.sku },
  available: { label: "Available", of: (p) => p.stock.available },
  reserved: { label: "Reserved", of: (p) => p.stock.reserved },
  sold: { label: "Sold", of: (p) => p.stock.sold },
  strategy: { label: "Strategy", of: (p) => p.strategy },
};

const FILTERS = {
  all: ["All products", () => true],
  damaged: ["Does not add up", (p) => !addsUp(p)],
  short: ["Short: orders miss units", (p) => p.stock.shortfall > 0],
  out: ["Sold out", (p) => p.stock.available <= 0],
  stopped: ["Not on sale", (p) => !p.onSaleNow],
};

/** What a SKU may begin with. */
const BEGINNING = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const TYPED_MS = 300;

/** All products up to a bound, a page at a time. `each` is called with each page; resolves to the number of pages. */
async function readAll(signal, each) {
  let cursor = null;
  let pages = 0;
  do {
    const page = await get(`/api/v1/products?limit=${READ}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`, { signal });
    cursor = page.nextCursor ?? null;
    pages += 1;
    each(page.items, cursor !== null);
  } while (cursor && pages * READ < READ_MAX);
  return pages;
}

export function productsView(_, signal) {
  const view = new Products(signal);
  return { title: "Products", node: view.node, live: true };
}

class Products {
  #signal;
  #items = new Map();
  #more = false;
  #sort = "sku";
  #down = false;
  #page = 0;
  #rows = new Map();
  #drawn = null;
  #known = false;
  #read = false;
  #attention = new Set();
  #unconserved = 0;

  constructor(signal) {
    this.#signal = signal;
    this.later = repeats(signal);
    this.search = el("input", { class: "input", type: "search", id: "product-search", data: { test: "product-search" }, placeholder: "SKU, name or strategy", autocomplete: "off", spellcheck: "false" });
    this.filter = el("select", { class: "input", id: "product-filter", data: { test: "product-filter" } },
      Object.entries(FILTERS).map(([value, [label]]) => el("option", { value }, label)));
    for (const input of [this.search, this.filter]) input.addEventListener("input", () => { this.#page = 0; this.#draw(); });
    this.search.addEventListener("input", () => { clearTimeout(this.typed); this.typed = setTimeout(() => this.#searchBeyond(), TYPED_MS); });
    this.tiles = el("dl", { class: "tiles", data: { test: "product-tiles" } });
    this.place = el("div", { class: "stack" }, busy("Reading the products …"));
    this.found = el("p", { class: "muted", role: "status", data: { test: "product-count" } });
    const sorts = el("select", { class: "input", id: "product-sort", data: { test: "product-sort" } },
      Object.entries(SORTS).map(([value, { label }]) => el("option", { value }, label)));
    sorts.addEventListener("input", () => this.#sortBy(sorts.value));
    this.sorts = sorts;
    this.node = el("div", { class: "stack", data: { test: "products-view" } },
      el("div", { class: "row spread" }, el("h1", {}, "Products"), button("New product", "product-new", () => this.#register())),
      this.tiles,
      el("div", { class: "filters" },
        el("div", { class: "field" }, el("label", { for: "product-search" }, "Search"), this.search),
        el("div", { class: "field" }, el("label", { for: "product-filter" }, "Show"), this.filter),
        el("div", { class: "field narrow-only" }, el("label", { for: "product-sort" }, "Sort by"), sorts)),
      el("div", { class: "row spread" }, this.found, legend()),
      this.place);
    this.read();
  }

  async #register() {
    const { sent, done } = await registerProduct();
    if (done) location.hash = productHash(done.sku);
    else if (sent) this.read();
  }

  /** The first reading shows each page as it comes; a later one shows the list once, at its end. */
  async read() {
    let pages = 1;
    try {
      const seen = new Set();
      let more = false;
      pages = await readAll(this.#signal, (items, others) => {
        items.forEach((item) => { seen.add(item.sku); this.#items.set(item.sku, item); });
        more = others;
        if (!this.#read) this.#show(more);
      });
      if (!more) [...this.#items.keys()].filter((sku) => !seen.has(sku)).forEach((sku) => this.#items.delete(sku));
      if (this.#read) this.#show(more);
      this.#read = true;
    } catch (fault) {
      if (this.#signal.aborted) return;
      this.#drawn = null;
      if (this.#items.size === 0) put(this.place, failure(fault), button("Try again", "retry", () => this.read()));
      if (fault.status === 401) return declined(fault, this.#signal); // Reading again would ask for the token again.
    }
    this.later(() => this.read(), AGAIN_MS * pages);
  }

  /** Where there are more products than are listed, the service searches for those whose SKU begins with what was typed. */
  async #searchBeyond() {
    const wanted = this.search.value.trim();
    if (!this.#more || !BEGINNING.test(wanted)) return;
    try {
      const page = await get(`/api/v1/products?limit=${READ}&search=${encodeURIComponent(wanted)}`, { signal: this.#signal });
      page.items.forEach((item) => this.#items.set(item.sku, item));
      if (this.search.value.trim() === wanted) this.#draw();
    } catch (fault) {
      if (!this.#signal.aborted) put(this.found, `${fault.message} What is listed was searched alone.`);
    }
  }

  #show(more) {
    this.#known = true;
    this.#more = more;
    this.#draw();
  }

  #found() {
    const words = this.search.value.trim().toLowerCase().split(/\s+/);
    const [, fits] = FILTERS[this.filter.value || "all"];
    const { of } = SORTS[this.#sort];
    const way = this.#down ? -1 : 1;
    return [...this.#items.values()]
      .filter((p) => (fits(p) || (this.filter.value === "damaged" && this.#attention.has(p.sku))) && words.every((word) => `${p.sku} ${p.name} ${p.strategy}`.toLowerCase().includes(word)))
      .sort((a, b) => way * (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0) || (a.sku < b.sku ? -1 : 1));
  }

  #sortBy(name) {
    this.#down = this.#sort === name ? !this.#down : !["sku", "strategy"].includes(name);
    this.#sort = name;
    this.sorts.value = name;
    this.#page = 0;
    this.#draw();
    this.node.querySelector(`[data-sort="${name}"]`)?.focus();
  }

  #draw() {
    if (!this.#known) return; // What was not read is not "no products".
    const found = this.#found();
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    this.#page = Math.min(this.#page, pages - 1);
    const shown = found.slice(this.#page * PAGE, (this.#page + 1) * PAGE);
    this.#tiles();
    text(this.found, `${count(found.length, "product")}${this.#more ? `; the first ${whole(READ_MAX)} of more are listed, and the others are found by the beginning of their SKU` : ""}`);
    const now = JSON.stringify([this.#items.size > 0, this.#sort, this.#down, this.#page, pages, shown.map((p) => [p.sku, p.name, p.strategy])]);
    // What is not replaced keeps the focus.
    if (now === this.#drawn) shown.forEach((p) => this.#bringUpToDate(p));
    else this.#replace(shown, pages);
    this.#drawn = now;
    watch(shown.map((p) => p.sku), this.#signal, (picture) => this.#live(picture));
  }

  /** The focus goes to the same link or button of the new table, where it has one. */
  #replace(shown, pages) {
    const at = this.place.contains(document.activeElement) ? document.activeElement : null;
    const sku = at?.closest("tr")?.dataset.sku;
    const same = sku ? `[data-sku="${CSS.escape(sku)}"] .name a` : `[data-test="${at?.dataset.test}"]`;
    this.#rows.clear();
    put(this.place, shown.length === 0 ? this.#nothing() : this.#table(shown), pages > 1 ? this.#pager(pages) : null);
    if (at) this.place.querySelector(same)?.focus();
  }

  #nothing() {
    if (this.#items.size > 0) return el("p", { class: "muted" }, "No product fits.");
    return el("div", { class: "card stack", data: { test: "products-empty" } }, el("h2", {}, "There are no products yet"),
      el("p", {}, "Register the first one here, then supply units to it."));
  }

  #table(shown) {
    const heads = [this.#head("sku"), el("th", { role: "columnheader", scope: "col", class: "stock-head" },
      el("div", { class: "row" }, "Stock, sorted by", ...["available", "reserved", "sold"].map((name) => this.#sorter(name)))),
    this.#head("strategy"), el("th", { role: "columnheader", scope: "col" }, "State")];
    return el("div", { class: "scroll" }, el("table", { class: "table products", role: "table", id: "product-table", data: { test: "products" } },
      el("caption", { class: "visually-hidden" }, "Products with their stock"),
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, heads)),
      el("tbody", { role: "rowgroup" }, shown.map((p) => this.#row(p)))));
  }

  #head(name) {
    const sorted = this.#sort === name ? (this.#down ? "descending" : "ascending") : "none";
    return el("th", { role: "columnheader", scope: "col", "aria-sort": sorted }, this.#sorter(name));
  }

  #sorter(name) {
    const now = this.#sort === name;
    const arrow = now ? (this.#down ? "↓" : "↑") : "";
    return el("button", { type: "button", class: "button", "aria-pressed": String(now), data: { sort: name, test: `sort-${name}` }, on: { click: () => this.#sortBy(name) } },
      SORTS[name].label, el("span", { class: "arrow", "aria-hidden": "true" }, arrow));
  }

  #row(product) {
    const stock = el("div", {});
    const state = el("div", { class: "row" });
    this.#rows.set(product.sku, { stock, state });
    this.#bringUpToDate(product);
    return el("tr", { role: "row", data: { test: "product-row", sku: product.sku } },
      el("td", { role: "cell", class: "name" }, link(productHash(product.sku), product.name), el("span", { class: "sku mono" }, product.sku)),
      el("td", { role: "cell", class: "stock" }, stock),
      el("td", { role: "cell", class: "mono strategy" }, product.strategy),
      el("td", { role: "cell", class: "state" }, state));
  }

  #bringUpToDate(product) {
    const row = this.#rows.get(product.sku);
    if (!row) return;
    showLevels(row.stock, product.stock);
    showState(row.state, product);
  }

  #live(picture) {
    this.#attention = new Set(picture.attention ?? []);
    this.#unconserved = picture.totals?.unconserved ?? 0;
    const unread = (picture.unknown ?? []).filter((sku) => this.#items.has(sku)).map((sku) => ({ sku, unread: true }));
    for (const item of [...(picture.items ?? []), ...unread]) {
      const product = { ...this.#items.get(item.sku), unread: false, ...item };
      this.#items.set(item.sku, product);
      this.#bringUpToDate(product);
    }
    this.#tiles();
  }

  #tiles() {
    const all = [...this.#items.values()];
    const sum = (of) => all.reduce((total, p) => total + of(p.stock), 0);
    // What is shown is known to the second; the rest as of the last full inspection.
    const damaged = Math.max(this.#unconserved, all.filter((p) => this.#rows.has(p.sku) && !addsUp(p)).length);
    const now = [all.length, sum((s) => s.available), sum((s) => s.reserved), sum((s) => s.sold), damaged];
    if (this.tiles.dataset.now === String(now)) return;
    this.tiles.dataset.now = String(now);
    const tile = (label, value, mark, kind = "") => el("div", { class: `tile ${kind}` }, el("dt", {}, mark, label), el("dd", {}, value));
    put(this.tiles, tile("Available", whole(now[1]), key("available")), tile("Reserved", whole(now[2]), key("reserved")), tile("Sold", whole(now[3]), key("sold")),
      damaged === 0 ? tile("Do they add up?", "✓ all do", null, "good") : tile("Do not add up", `✕ ${count(damaged, "product")}`, null, "danger"));
  }

  #pager(pages) {
    const go = (page) => () => { this.#page = page; this.#draw(); this.node.querySelector(".pager")?.focus(); };
    return el("nav", { class: "row pager", "aria-label": "Pages of products", tabindex: "-1" },
      button("Previous", "page-previous", go(this.#page - 1), { disabled: this.#page === 0 }),
      el("span", { data: { test: "page-now" } }, `Page ${this.#page + 1} of ${pages}`),
      button("Next", "page-next", go(this.#page + 1), { disabled: this.#page === pages - 1 }));
  }
}

function legend() {
  const one = (kind, label) => el("span", { class: "number-of" }, key(kind), label);
  return el("p", { class: "numbers muted", "aria-hidden": "true" }, one("available", "available"), one("reserved", "reserved"), one("sold", "sold"), one("lost", "unaccounted for"));
}

/** The badges of a product. Numbers of stock that cannot be read any more say nothing. */
export function stateBadges(product) {
  if (product.unread) return [badge("danger", "Its stock cannot be read", { data: { test: `unread-${product.sku}` } })];
  const badges = [];
  const lost = discrepancy(product.stock);
  if (!addsUp(product)) badges.push(badge("danger", lost ? `Does not add up: ${lost > 0 ? `${whole(lost)} missing` : `${whole(-lost)} too many`}` : "Does not add up", { data: { test: `damaged-${product.sku}` } }));
  if (product.stock.shortfall > 0) badges.push(badge("danger", `Short of ${whole(product.stock.shortfall)}`));
  if (!product.onSaleNow) badges.push(badge("warn", "Not on sale"));
  else if (product.stock.available <= 0) badges.push(badge("info", "Sold out"));
  else if (product.lowStock !== undefined && product.stock.available <= product.lowStock) badges.push(badge("warn", "Low"));
  return badges.length ? badges : [badge("good", "On sale")];
}

function showState(place, product) {
  const badges = stateBadges(product);
  const now = badges.map((each) => each.textContent).join();
  if (place.dataset.now === now) return;
  place.dataset.now = now;
  place.dataset.test = "conserved";
  place.dataset.conserved = String(addsUp(product));
  put(place, badges, product.unread ? link(productHash(product.sku, "repair"), "Check and repair it") : null);
}
