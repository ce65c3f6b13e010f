/** The instances that live on this store, and the sweeper of the one that answers. */
import { el } from "/common/dom.js";
import { count, millis, whole } from "/common/format.js";
import { badge, facts, notice, panel, table } from "./parts.js";
import { reading } from "./reading.js";

const STATUS = {
  sole: ["good", "It is alone", "Strategies for one instance may be used."],
  "peers-alive": ["info", "Others live beside it", "Strategies for one instance may not be used."],
  unknown: ["warn", "It is not known which others live", "Its lease is not renewed: strategies for one instance may not be used until it is."],
  "no-leases": ["info", "Instances hold no leases here", "On PostgreSQL the database itself keeps instances apart, so none has to know the others."],
};

export function instancesView(_, signal) {
  return {
    title: "Instances",
    node: el("div", { class: "stack", data: { test: "instances-view" } }, el("h1", {}, "Instances"), reading("/api/v1/instances", signal, show)),
  };
}

function show(view) {
  const [kind, title, sentence] = STATUS[view.status] ?? ["info", view.status, ""];
  const live = view.live ?? view.items.length;
  return el("div", { class: "stack" },
    panel("instances", view.items.length ? count(live, "instance") : "Instances", [], notice(kind, title, sentence),
      view.items.length === 0 ? null : list(view),
      live > view.items.length && view.items.length ? el("p", { class: "muted" }, `${count(live - view.items.length, "more is", "more are")} not listed.`) : null),
    sweeper(view.sweeper));
}

function list(view) {
  return table({
    id: "instances-table", caption: "Instances",
    columns: [{ label: "Instance" }, { label: "Address" }, { label: "Lease renewed" }, { label: "State" }],
    rows: view.items.map((item) => [el("span", { class: "mono" }, item.id), item.id === view.self ? "answers this page" : el("span", { class: "mono" }, item.address ?? "–"),
      item.renewedAgoMs === undefined ? "–" : `${millis(item.renewedAgoMs)} ago`, badge(item.state === "alive" ? "good" : "warn", item.state)]),
  });
}

function sweeper({ running, lastEndedAgoMs, lastSettled, lastFailed }) {
  return panel("sweeper", "Sweeper of this instance", [], el("p", { class: "muted" }, "It expires orders whose deadline has passed, and settles what was left over. Any instance may do it for all."),
    facts([
      ["State", running ? badge("good", "runs") : badge("danger", "does not run")],
      ["Last sweep ended", lastEndedAgoMs === undefined ? "none yet" : `${millis(lastEndedAgoMs)} ago`],
      ["Orders that it settled", whole(lastSettled)],
      ["Cut short by a fault", lastFailed === undefined ? "–" : lastFailed ? badge("warn", "yes: the next one goes on") : "no"],
    ]));
}
