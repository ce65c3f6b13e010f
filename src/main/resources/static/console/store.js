/** The store, and what it keeps when it or its machine dies. */
import { el } from "/common/dom.js";
import { badge, facts, notice, panel, table } from "./parts.js";
import { reading } from "./reading.js";

export function storeView(_, signal) {
  return { title: "Store", node: el("div", { class: "stack", data: { test: "store-view" } }, el("h1", {}, "Store"), reading("/api/v1/store", signal, show)) };
}

function show({ kind, server, durability }) {
  const bad = durability.filter((each) => !each.ok);
  return el("div", { class: "stack" },
    panel("store", kind === "redis" ? "Redis" : "PostgreSQL", [], facts([["Server", el("span", { class: "mono" }, server)]])),
    panel("durability", "What it keeps", [],
      bad.length === 0 ? notice("good", "Its settings are as they should be") : notice("warn", "Orders may be lost with the server or its machine", "Look at the settings below before you depend on it. For trying things out it does not matter."),
      table({
        id: "durability-table", caption: "Settings that decide what the store keeps",
        columns: [{ label: "Setting" }, { label: "Now" }, { label: "State" }, { label: "Advice" }],
        rows: durability.map((each) => [each.name, each.value, each.ok ? badge("good", "good") : badge("warn", "look at it"), each.advice ?? "–"]),
      })));
}
