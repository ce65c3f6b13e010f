/** The form of a race: fields made of the service's options, its values, its errors, and the link that repeats them. */
import { el, put, text } from "/common/dom.js";
import { isoDuration, isoMillis, count, whole } from "/common/format.js";
import { explainedText, term } from "/common/tooltip.js";

const FAULT_NAMES = { NONE: "None", PAUSED_HOLDER: "A paused holder", CUT_CONNECTION: "A cut connection", SECOND_INSTANCE: "A second instance" };
const FIRST_CHOICE = ["unguarded", "redis-decrby", "redis-script", "postgres-unguarded", "postgres-row-lock", "postgres-conditional-update"];

/** What a fault is called on the page. */
export function faultName(name) {
  return FAULT_NAMES[name] ?? name;
}

/** The strategies' names of a race that shows the difference, of those that the store has. */
export function defaultLanes(options) {
  const known = options.strategies.map((strategy) => strategy.name);
  const given = (options.defaults.lanes ?? []).filter((name) => known.includes(name));
  return given.length > 0 ? given : FIRST_CHOICE.filter((name) => known.includes(name));
}

/** Settings as the text of a link, without its number sign. */
export function toFragment(settings) {
  return new URLSearchParams({
    lanes: settings.lanes.join(","), units: settings.units, customers: settings.customers, quantity: settings.quantity,
    window: isoMillis(settings.raceWindow), fault: settings.fault,
  }).toString().replaceAll("%2C", ",");
}

/** The settings of a link over others; what it does not say, or says wrongly, stays. */
export function fromFragment(fragment, settings, options) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const number = (name, otherwise) => (/^\d{1,9}$/.test(given.get(name) ?? "") ? Number(given.get(name)) : otherwise);
  const known = new Set(options.strategies.map((strategy) => strategy.name));
  const lanes = [...new Set((given.get("lanes") ?? "").split(","))].filter((name) => known.has(name)).slice(0, options.bounds.lanesMax);
  const faults = options.faults.map((fault) => fault.name);
  return {
    lanes: lanes.length > 0 ? lanes : settings.lanes,
    units: number("units", settings.units),
    customers: number("customers", settings.customers),
    quantity: number("quantity", settings.quantity),
    raceWindow: isoDuration(number("window", isoMillis(settings.raceWindow))),
    fault: faults.includes(given.get("fault")) ? given.get("fault") : settings.fault,
  };
}

/** Settings in a line. */
export function inWords(settings) {
  return [count(settings.lanes.length, "lane"), count(settings.units, "unit"), count(settings.customers, "customer"),
    `${whole(settings.quantity)} each`, `race window ${isoMillis(settings.raceWindow)} ms`,
    settings.fault === "NONE" ? null : `fault: ${faultName(settings.fault).toLowerCase()}`].filter(Boolean).join(" · ");
}

/** Fills a form and returns {read(), write(settings), showError(field, text), clearErrors(), onChange(f)}. */
export function settingsForm(form, options) {
  const errors = {};
  const { bounds } = options;
  const boxes = options.strategies.map((strategy) =>
    el("input", { type: "checkbox", name: "lanes", value: strategy.name, "aria-describedby": "lanes-error" }));
  const numbers = {
    units: numberField("units", "Units", bounds.unitsMax, "On the shelf when a lane starts."),
    customers: numberField("customers", "Customers", bounds.customersMax, "Each sends one order over HTTP, many at a time.", 2),
    quantity: numberField("quantity", "Quantity", bounds.quantityMax, "Units that each customer wants."),
    raceWindow: numberField("raceWindow", "Race window", isoMillis(bounds.raceWindowMax), ["A pause in ms between check and take: it ",
      term("race window", "adds no race"), " but makes one likely."], 0),
  };
  const fault = el("select", { id: "fault", name: "fault", class: "input", data: { test: "fault" }, "aria-describedby": "fault-hint fault-error" },
    options.faults.map((one) => el("option", { value: one.name }, faultName(one.name))));
  const faultHint = el("p", { class: "hint", id: "fault-hint" });
  const chosen = el("span", { class: "muted small", data: { test: "lanes-chosen" } });

  put(form,
    el("fieldset", { class: "field", id: "lanes-field", "aria-describedby": "lanes-hint lanes-error" },
      el("legend", {}, "Lanes ", chosen),
      el("p", { class: "hint", id: "lanes-hint" }, `Up to ${bounds.lanesMax} strategies, one a lane. `,
        "Each has a ", term("guarantee"), ", which its lane shows."),
      el("div", { class: "chips", data: { test: "lane-choice" } },
        boxes.map((box) => el("label", { class: "chip" }, box, el("span", {}, box.value)))),
      error("lanes")),
    el("div", { class: "pairs" }, Object.values(numbers).map((one) => one.field)),
    el("div", { class: "field" }, el("label", { for: "fault" }, "Fault"), fault, faultHint, error("fault")));

  function error(name) {
    errors[name] = el("p", { class: "error", id: `${name}-error`, data: { test: `error-${name}` } });
    return errors[name];
  }

  function numberField(name, label, max, hint, min = 1) {
    const input = el("input", {
      class: "input", type: "number", id: name, name, min, max, step: 1, required: true, inputmode: "numeric", data: { test: name },
      "aria-describedby": `${name}-hint ${name}-error`,
    });
    return {
      input, min, max, label,
      field: el("div", { class: "field" }, el("label", { for: name }, label), input,
        el("p", { class: "hint", id: `${name}-hint` }, hint), error(name)),
    };
  }

  function refresh() {
    const count = boxes.filter((box) => box.checked).length;
    for (const box of boxes) box.disabled = !box.checked && count >= bounds.lanesMax;
    text(chosen, `${count} of ${bounds.lanesMax}`);
    put(faultHint, explainedText(options.faults.find((one) => one.name === fault.value)?.sentence ?? ""));
  }

  function showError(name, message) {
    const known = errors[name] ? name : null;
    if (!known) return false;
    text(errors[known], message);
    const control = known === "lanes" ? boxes[0] : form.elements[known];
    if (known !== "lanes") control.setAttribute("aria-invalid", "true");
    control.focus();
    return true;
  }

  function clearErrors() {
    for (const one of Object.values(errors)) text(one, "");
    for (const control of form.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
  }

  /** The first thing that a reader must correct before the service is asked, as {field, message}; null where there is none. */
  function wrong() {
    if (!boxes.some((box) => box.checked)) return { field: "lanes", message: "Choose at least one strategy." };
    for (const [field, { input, min, max, label }] of Object.entries(numbers)) {
      if (!input.validity.valid) return { field, message: `${label}: a whole number from ${whole(min)} to ${whole(max)}.` };
    }
    return null;
  }

  return {
    wrong, showError, clearErrors,
    read() {
      return {
        lanes: boxes.filter((box) => box.checked).map((box) => box.value),
        units: numbers.units.input.valueAsNumber, customers: numbers.customers.input.valueAsNumber, quantity: numbers.quantity.input.valueAsNumber,
        raceWindow: isoDuration(numbers.raceWindow.input.valueAsNumber || 0), fault: fault.value,
      };
    },
    write(settings) {
      for (const box of boxes) box.checked = settings.lanes.includes(box.value);
      for (const name of ["units", "customers", "quantity"]) numbers[name].input.value = settings[name];
      numbers.raceWindow.input.value = isoMillis(settings.raceWindow);
      fault.value = settings.fault;
      refresh();
    },
    onChange(listener) {
      form.addEventListener("input", () => { clearErrors(); refresh(); listener(); });
    },
  };
}
