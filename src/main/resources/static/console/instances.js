/** The instances that live on this store, and the sweeper. */
import { el } from "/common/dom.js";
import { count, millis } from "/common/format.js";
import { badge, panel, table } from "./parts.js";
import { plain, reading } from "./reading.js";

export function instancesView(_, signal) {
  return {
    title: "Instances",
    node: el("div", { class: "stack", data: { test: "instances-view" } }, el("h1", {}, "Instances"), reading("/api/v1/instances", signal, show)),
  };
}

function show(view) {
  return el("div", { class: "stack" },
    panel("instances", count(view.items.length, "instance"), [], table({
      id: "instances-table", caption: "Instances",
      columns: [{ label: "Instance" }, { label: "Address" }, { label: "Lease renewed" }, { label: "State" }],
      rows: view.items.map((item) => [[el("span", { class: "mono" }, item.id), item.id === view.self ? [" ", badge("accent", "answers this page")] : null].flat(),
        el("span", { class: "mono" }, item.address ?? "–"), item.renewedAgoMs === null || item.renewedAgoMs === undefined ? "–" : `${millis(item.renewedAgoMs)} ago`, state(item)]),
    })),
    view.sweeper ? panel("sweeper", "Sweeper", [], el("p", { class: "muted" }, "It expires orders whose deadline has passed, and settles what was left over."), plain(view.sweeper)) : null,
    panel("this-instance", "This instance", [], plain(view, ["items"])));
}

function state(item) {
  return item.state ? badge(item.state.toLowerCase() === "alive" || item.state.toLowerCase() === "live" ? "good" : "warn", item.state.toLowerCase()) : "–";
}
