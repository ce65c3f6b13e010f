/** Changes of a product: its description, its sale, its units, its strategy. */
import { get } from "/common/api.js";
import { el } from "/common/dom.js";
import { count, signed, whole } from "/common/format.js";
import { levels } from "./bars.js";
import { part } from "./calls.js";
import { change } from "./change.js";
import { field, wholeOf } from "./form.js";
import { facts, orderLink } from "./parts.js";
import { localInput, ofLocalInput, time } from "./times.js";

const path = (sku, rest = "") => `/api/v1/products/${part(sku)}${rest}`;
const MERGE_PATCH = "application/merge-patch+json";
const REASON = { name: "reason", label: "Reason", required: true, maxlength: 200, hint: "It is kept in the product's ledger." };

/** The choices of strategies; those that may not be used say why. */
async function strategyOptions() {
  const strategies = await get("/api/v1/strategies");
  return strategies.map((s) => ({ value: s.name, label: s.usable ? `${s.name}: ${s.summary}` : `${s.name}: ${s.whyNotUsable}`, disabled: !s.usable }));
}

/** Registers a product. */
export async function registerProduct() {
  const options = [{ value: "", label: "The service's default" }, ...(await strategyOptions())];
  return change({
    title: "New product",
    verb: "Register",
    fields: [
      field({ name: "sku", label: "SKU", required: true, maxlength: 64, hint: "Letters, digits, dot, underscore and hyphen. It cannot be changed later." }),
      field({ name: "name", label: "Name", required: true, maxlength: 200 }),
      field({ name: "strategy", label: "Strategy", type: "select", options, value: "" }),
    ],
    check: newSku,
    will: ({ sku, name }) => [`It registers ${name || "the product"}${sku ? ` as ${sku}` : ""}, without any units.`],
    call: ({ sku, name, strategy }) => ({
      method: "PUT", path: path(sku || "SKU"), body: { name, ...(strategy ? { strategy } : {}) },
    }),
    done: (product) => `${product.sku} is registered. Supply units to it next.`,
  });
}

/** A PUT would replace the description of a product that is there. */
async function newSku({ sku }) {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(sku)) return { field: "sku", detail: "Letters, digits, dot, underscore and hyphen; the first is a letter or a digit." };
  try {
    const known = await get(`/api/v1/stock?sku=${part(sku)}`);
    return known.items.length ? { field: "sku", detail: "A product has this SKU already." } : null;
  } catch (problem) {
    return { field: "sku", detail: problem.message };
  }
}

/** Supplies or withdraws units. */
export function adjustStock(product) {
  return change({
    title: `Adjust the stock of ${product.sku}`,
    intro: `Now: ${whole(product.stock.available)} available of ${whole(product.stock.supplied)} supplied.`,
    verb: "Adjust the stock",
    keyed: true,
    fields: [
      field({ name: "delta", label: "Units", type: "number", required: true, min: -1_000_000, max: 1_000_000, hint: "Above 0 supplies units, below 0 withdraws available ones." }),
      field(REASON),
    ],
    check: ({ delta }) => (Number.isInteger(wholeOf(delta)) && wholeOf(delta) !== 0 ? null : { field: "delta", detail: "It must be a whole number, and not 0." }),
    will: ({ delta }) => adjustWill(wholeOf(delta), product),
    call: ({ delta, reason }) => ({ method: "POST", path: path(product.sku, "/stock-adjustments"), body: { delta: wholeOf(delta), reason } }),
    done: (made) => levels(made.stock),
  });
}

function adjustWill(delta, product) {
  if (!delta) return ["It changes how many units are supplied and available."];
  if (delta > 0) return [`It supplies ${count(delta, "unit")}: about ${whole(product.stock.available + delta)} are available then.`,
    product.stock.shortfall > 0 ? `Units that orders miss are filled first: ${whole(product.stock.shortfall)} now.` : "Orders can have them at once."];
  if (-delta > product.stock.available) return [`It would withdraw ${count(-delta, "unit")}, but ${count(product.stock.available, "is", "are")} available: so it is refused, unless more come.`];
  return [`It withdraws ${count(-delta, "unit")}: about ${whole(product.stock.available + delta)} are available then.`, "Where fewer are available it is refused, and nothing is withdrawn."];
}

/** Books a count of the shelf. */
export function countStock(product) {
  const expected = product.stock.available + product.stock.reserved;
  return change({
    title: `Book a stock count of ${product.sku}`,
    intro: "A count says what was found on the shelf. Only the difference is booked, so orders that come meanwhile do not spoil it.",
    verb: "Book the count",
    keyed: true,
    partly: true,
    fields: [
      field({ name: "expected", label: "Expected on the shelf", type: "number", required: true, min: 0, value: expected, hint: "Available and reserved units when the count began, and sold ones that are not shipped yet." }),
      field({ name: "counted", label: "Counted", type: "number", required: true, min: 0 }),
      field(REASON),
    ],
    will: ({ expected: e, counted }) => countWill(counted === "" ? null : Number(counted) - Number(e), product),
    call: ({ expected: e, counted, reason }) => ({ method: "POST", path: path(product.sku, "/stock-counts"), body: { expected: wholeOf(e), counted: wholeOf(counted), reason } }),
    done: countDone,
  });
}

function countWill(difference, product) {
  if (difference === null) return ["It books the difference between what was counted and what was expected."];
  if (difference === 0) return ["It notes that the count agrees. No number changes."];
  if (difference > 0) return [`It supplies the ${count(difference, "unit")} that were found.`];
  const short = -difference - product.stock.available;
  return [`It takes ${count(-difference, "unit")} away, from the available ones first.`,
    short > 0 ? `About ${whole(short)} of reserved and sold orders are missing then. Nothing more can be ordered, and the answer names the orders. None is cancelled.` : "Orders keep what they have."];
}

function countDone(made) {
  return el("div", { class: "stack" }, el("p", {}, `The difference is ${signed(made.difference)}.`), levels(made.stock),
    made.orders.length ? el("div", {}, el("p", {}, "These orders concern the units that are missing; decide which of them to cancel:"),
      el("ul", {}, made.orders.map((order) => el("li", {}, orderLink(order.id), ` (${order.status.toLowerCase()}, ${count(order.quantity, "unit")})`)))) : null);
}

/** Stops the sale, or starts it. */
export function switchSale(product, etag) {
  const stop = product.onSale;
  return change({
    title: stop ? `Stop the sale of ${product.sku}` : `Start the sale of ${product.sku}`,
    verb: stop ? "Stop the sale" : "Start the sale",
    danger: stop,
    will: () => (stop
      ? ["No unit of it is taken any more, on any instance, from the moment of the answer.", "Orders that exist go on: they can be confirmed, cancelled and extended."]
      : ["Orders can have its units again.", product.saleFrom || product.saleUntil ? "Its times of sale hold as before." : "It is sold without times."]),
    call: () => ({ method: "PATCH", path: path(product.sku), headers: ifMatch(etag), contentType: MERGE_PATCH, body: { onSale: !stop } }),
    done: (made) => (made.onSaleNow ? "It is on sale." : "It is not on sale now."),
  });
}

const ifMatch = (etag) => (etag ? { "If-Match": etag } : {});

const TERMS = [
  { name: "name", label: "Name", required: true, maxlength: 200 },
  { name: "reservationTime", label: "Reservation time", hint: "How long an order stays reserved, for example PT15M." },
  { name: "reservationTimeMax", label: "Longest reservation, with extensions", hint: "For example PT2H; empty for the service's bound." },
  { name: "extensionsMax", label: "Extensions of an order at most", type: "number", min: 0 },
  { name: "maxPerOrder", label: "Units of one order at most", type: "number", min: 1 },
  { name: "maxPerCustomer", label: "Units of one customer at most", type: "number", min: 1, hint: "Orders must name their customer then." },
  { name: "newReservationsMax", label: "New reservations of one customer at most", type: "number", min: 1, max: 100 },
  { name: "newReservationsTime", label: "In this time", hint: "For example PT1H." },
  { name: "lowStock", label: "Low at so many available units", type: "number", min: 0, hint: "With it the product has events." },
  { name: "recoveredStock", label: "Low no more at", type: "number", min: 1 },
  { name: "backInStock", label: "Back in stock at", type: "number", min: 1 },
  { name: "saleFrom", label: "Sold from", type: "datetime-local" },
  { name: "saleUntil", label: "Sold until", type: "datetime-local" },
];

/** A value of a term as the API has it; null clears it. */
function termValue({ type }, value) {
  if (type === "datetime-local") return ofLocalInput(value);
  return value === "" ? null : type === "number" ? Number(value) : value;
}

/** What the form would change: a merge patch. */
function patchOf(product, entered) {
  const patch = {};
  for (const term of TERMS) {
    const before = shown(term, product[term.name]);
    if (entered[term.name] !== before) patch[term.name] = termValue(term, entered[term.name]);
  }
  return patch;
}

const shown = ({ type }, value) => (value === undefined || value === null ? "" : type === "datetime-local" ? localInput(value) : String(value));

/** Edits the description. Only what changes is sent, for the revision that was read. */
export function editTerms(product, etag) {
  return change({
    title: `Edit ${product.sku}`,
    intro: "An empty field has the service's default, or no limit.",
    verb: "Save",
    fields: TERMS.map((term) => field({ ...term, value: shown(term, product[term.name]) })),
    check: (entered) => (Object.keys(patchOf(product, entered)).length ? null : { field: "name", detail: "Nothing is changed yet." }),
    will: (entered) => patchWill(product, patchOf(product, entered)),
    call: (entered) => ({ method: "PATCH", path: path(product.sku), headers: ifMatch(etag), contentType: MERGE_PATCH, body: patchOf(product, entered) }),
    done: () => "The description is saved. It holds on every instance within seconds.",
  });
}

function patchWill(product, patch) {
  const label = (name) => TERMS.find((term) => term.name === name).label;
  const word = (name, value) => (value === null || value === undefined ? "none" : name.startsWith("sale") ? time(value) : String(value));
  const sentences = Object.entries(patch).map(([name, value]) => `${label(name)}: from ${word(name, product[name])} to ${word(name, value)}.`);
  return sentences.length ? [...sentences, "It is refused where the product was changed after it was read here."] : ["Nothing yet: change a field."];
}

/** Binds another strategy; the dry run was shown first. */
export async function changeStrategy(product, dryRun) {
  const { to } = dryRun;
  const scope = (await get("/api/v1/strategies")).find((each) => each.name === to)?.scope;
  return change({
    title: `Change the strategy of ${product.sku}`,
    verb: `Change to ${to}`,
    danger: scope === "NONE",
    keyed: true,
    will: () => [`It binds ${to} in place of ${dryRun.from}, in one step, while the product sells.`, "Orders on their way start again under the new strategy; none is refused for it.",
      dryRun.unitsReturned > 0 ? `${count(dryRun.unitsReturned, "unit")} that no reservation recorded become available again.` : "No unit moves.",
      scope === "NONE" ? "It makes overselling possible: this strategy can sell a unit twice. It is for experiments only." : scope === "ONE_INSTANCE" ? "It is exact only while one instance runs." : "It is exact on all instances."],
    call: () => ({ method: "POST", path: path(product.sku, "/strategy-changes"), body: { strategy: to, dryRun: false } }),
    done: (made) => facts([["From", made.from], ["To", made.to], ["Epoch", whole(made.epoch)], ["Units returned", whole(made.unitsReturned)]]),
  });
}

export { strategyOptions };
