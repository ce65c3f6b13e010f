/** The store, and what it keeps when it or its machine dies. */
import { el } from "/common/dom.js";
import { badge, panel, table } from "./parts.js";
import { plain, reading } from "./reading.js";

export function storeView(_, signal) {
  return { title: "Store", node: el("div", { class: "stack", data: { test: "store-view" } }, el("h1", {}, "Store"), reading("/api/v1/store", signal, show)) };
}

function show(view) {
  const durability = Array.isArray(view.durability) ? view.durability : [];
  return el("div", { class: "stack" },
    panel("store", view.kind === "postgres" ? "PostgreSQL" : "Redis", [], plain(view)),
    durability.length ? panel("durability", "Durability", [], table({
      id: "durability-table", caption: "What the store keeps",
      columns: [{ label: "Setting" }, { label: "Value" }, { label: "" }, { label: "Advice" }],
      rows: durability.map((d) => [el("span", { class: "mono" }, d.name), el("span", { class: "mono" }, String(d.value)), d.ok === false ? badge("warn", "look at it") : badge("good", "good"), d.advice ?? "–"]),
    })) : null,
    Object.entries(view).filter(([, value]) => value && typeof value === "object" && !Array.isArray(value)).map(([name, value]) => panel(`store-${name}`, name, [], plain(value))));
}
