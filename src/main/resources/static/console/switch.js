/** The strategy of a product, and the change to another one: its dry run comes first. */
import { call, get } from "/common/api.js";
import { newKey } from "/common/api.js";
import { el, put } from "/common/dom.js";
import { count } from "/common/format.js";
import { part } from "./calls.js";
import { changeStrategy, strategyOptions } from "./edits.js";
import { field } from "./form.js";
import { busy, button, facts, failure, notice, panel } from "./parts.js";

const SCOPES = { NONE: "none: it can sell a unit twice", ONE_INSTANCE: "one instance", ALL_INSTANCES: "all instances" };

/** `changed` is called when a strategy was changed, or may have been. */
export function strategyPanel(product, changed) {
  const about = el("div", {}, busy());
  const choice = el("div", { class: "stack" });
  const start = button("Change …", "strategy-change", () => choose(product, choice, changed));
  describe(product.strategy, about);
  return panel("strategy", "Strategy", [start], about, choice);
}

async function describe(name, place) {
  try {
    const strategy = (await get("/api/v1/strategies")).find((each) => each.name === name);
    put(place, el("p", {}, el("b", { class: "mono" }, name), strategy ? `: ${strategy.summary}` : ""), strategy ? facts([
      ["No unit is sold twice across", SCOPES[strategy.scope] ?? strategy.scope],
      ["At worst", strategy.atWorst],
      ["May answer contended", strategy.contends ? "yes" : "no"],
      ["May be used here", strategy.usable ? "yes" : `no: ${strategy.whyNotUsable}`],
    ]) : notice("warn", "This instance does not know the strategy"));
  } catch (fault) {
    put(place, failure(fault));
  }
}

async function choose(product, place, changed) {
  const options = [{ value: "", label: "Choose one" }, ...(await strategyOptions()).filter((option) => option.value !== product.strategy)];
  const to = field({ name: "strategy", label: "Change to", type: "select", options, value: "" });
  const result = el("div", { class: "stack", "aria-live": "polite" });
  const look = button("Show what it would do", "strategy-dry-run", async () => {
    to.fail(to.read() === "" ? "Choose a strategy first." : "");
    if (to.read() === "") return to.input.focus();
    try {
      const answer = await call("POST", `/api/v1/products/${part(product.sku)}/strategy-changes`,
        { headers: { "Idempotency-Key": newKey() }, body: { strategy: to.read(), dryRun: true } });
      put(result, dryRun(product, answer.body, changed));
    } catch (fault) {
      put(result, failure(fault));
    }
  });
  to.input.addEventListener("input", () => { to.fail(""); put(result); });
  put(place, to.node, el("div", {}, look), result);
  to.input.focus();
}

function dryRun(product, would, changed) {
  const apply = button(`Change to ${would.to} …`, "strategy-apply", async () => { if ((await changeStrategy(product, would)).sent) changed(); }, { class: "button primary" });
  return el("div", { class: "stack", data: { test: "strategy-would" } },
    notice("info", `It would change from ${would.from} to ${would.to}`,
      would.unitsReturned > 0 ? `${count(would.unitsReturned, "unit")} that no reservation recorded would become available.` : "No unit would move. Nothing has been changed yet."),
    el("div", {}, apply));
}
