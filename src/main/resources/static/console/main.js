/** The frame of the console: which view the address names, and what every view shows: whether it is live, and what does not add up. */
import { byId, el, put, text } from "/common/dom.js";
import "/common/announce.js";
import { enterToken, onLive, watch } from "./live.js";
import { instancesView } from "./instances.js";
import { locksView } from "./locks.js";
import { orderView } from "./order.js";
import { ordersView } from "./orders.js";
import { link, notice, productHash } from "./parts.js";
import { productView } from "./product.js";
import { productsView } from "./products.js";
import { storeView } from "./store.js";

const VIEWS = { products: productsView, orders: ordersView, instances: instancesView, locks: locksView, store: storeView };
const DETAILS = { products: productView, orders: orderView };

const main = byId("main");
let life = new AbortController();
let here = null;

/** Shows the view of the address. The parts of one product are parts of the same view. */
function route(first) {
  const [section, id, part] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  const place = `${section || "products"}/${id ?? ""}`;
  if (here?.place === place && here.view.go) {
    here.view.go(part ?? "");
    return;
  }
  life.abort();
  life = new AbortController();
  const make = id ? DETAILS[section] : VIEWS[section || "products"];
  const view = make ? make(id, life.signal, part ?? "") : unknownView();
  here = { place, view };
  document.title = `${view.title} · Holdfast console`;
  put(main, view.node);
  for (const anchor of document.querySelectorAll(".site nav a")) {
    if (anchor.id === `nav-${section || "products"}`) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
  if (!view.live) watch([], life.signal, () => {});
  if (!first) {
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
}

function unknownView() {
  return { title: "Not found", node: el("div", { class: "stack" }, el("h1", {}, "There is no such page"), el("p", {}, link("#/products", "All products"))) };
}

const STATES = { connecting: "Connecting", live: "Live", waiting: "Not live: connecting again", hidden: "Paused", ended: "Ended", refused: "Not live", closed: "Not live" };

function showState(name, label) {
  byId("live").dataset.state = name;
  text(byId("live-text"), label);
}

onLive({
  state(name, detail) {
    byId("enter-token").hidden = name !== "refused" || detail.status !== 401;
    showState(name, name === "refused" ? `Not live: ${detail.message}` : STATES[name]);
  },
  picture(picture) {
    if (picture.store?.reachable === false) showState("waiting", "The store does not answer");
    else showState("live", STATES.live);
    const skus = picture.attention ?? [];
    const place = byId("attention");
    const shown = skus.join(" ");
    if (place.dataset.skus === shown) return;
    place.dataset.skus = shown;
    const all = picture.totals?.unconserved ?? skus.length;
    put(place, skus.length === 0 ? null : notice("danger", all === 1 ? "The stock of one product does not add up" : `The stock of ${all} products does not add up`,
      el("p", { class: "row" }, ...skus.slice(0, 5).map((sku) => link(productHash(sku, "repair"), `Check and repair ${sku}`, { data: { test: `attention-${sku}` } })),
        skus.length > 5 ? link("#/products", "all of them") : null)));
  },
});

byId("skip").addEventListener("click", (event) => {
  event.preventDefault(); // Its hash is no place of the console.
  main.focus();
});
byId("enter-token").addEventListener("click", async () => {
  if (!(await enterToken())) return;
  here = null; // The same view anew: what was not read without the token is read now.
  route(false);
});
addEventListener("hashchange", () => route(false));
route(true);
