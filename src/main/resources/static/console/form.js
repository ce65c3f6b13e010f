/** Fields with labels, hints, and errors beside them. */
import { el, text } from "/common/dom.js";
import { freshId } from "./parts.js";

/**
 * A field: `{name, label, type, value, hint, options, required, min, max, maxlength, names}`. Types are those of <input>, and "select".
 * `names` are further members that a problem may name and that this field is to show.
 */
export function field(spec) {
  const id = freshId("field");
  const error = el("p", { class: "error", id: `${id}-error`, role: "alert" });
  const hint = spec.hint ? el("p", { class: "hint", id: `${id}-hint` }, spec.hint) : null;
  const common = {
    id, name: spec.name, class: spec.type === "checkbox" ? "check" : "input", required: spec.required, autocomplete: "off",
    "aria-describedby": `${hint ? `${id}-hint ` : ""}${id}-error`, data: { test: `field-${spec.name}` },
  };
  const input = spec.type === "select" ? select(spec, common) : plain(spec, common);
  const label = el("label", { for: id }, spec.label);
  const node = spec.type === "checkbox"
    ? el("div", { class: "field" }, el("div", { class: "input-row" }, input, label), hint, error)
    : el("div", { class: "field" }, label, input, hint, error);
  return {
    name: spec.name,
    node,
    input,
    isMeant: (member) => member === spec.name || (spec.names ?? []).includes(member),
    read: () => (spec.type === "checkbox" ? input.checked : input.value.trim()),
    fail(message) {
      text(error, message);
      if (message) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    },
  };
}

function plain(spec, common) {
  const type = spec.type ?? "text";
  const input = el("input", {
    ...common, type, min: spec.min, max: spec.max, maxlength: spec.maxlength, placeholder: spec.placeholder, spellcheck: "false",
    step: type === "datetime-local" ? "1" : null, inputmode: type === "number" ? "numeric" : null,
  });
  if (type === "checkbox") input.checked = Boolean(spec.value);
  else input.value = spec.value ?? "";
  return input;
}

function select(spec, common) {
  const input = el("select", common, spec.options.map((option) => el("option", { value: option.value, disabled: option.disabled }, option.label)));
  input.value = spec.value ?? "";
  return input;
}

/** The values of fields by their names. */
export function values(fields) {
  return Object.fromEntries(fields.map((each) => [each.name, each.read()]));
}

/** Shows a problem at the field that it names; false where it names none of them. */
export function showAt(fields, problem) {
  fields.forEach((each) => each.fail(""));
  const members = [problem?.field, ...(problem?.field ?? "").split(/[.[\]]+/)].filter(Boolean);
  const found = fields.find((each) => members.some((member) => each.isMeant(member)));
  if (!found) return false;
  found.fail(problem.detail.replace(new RegExp(`^${found.name}: `), ""));
  found.input.focus();
  return true;
}

/** The first thing that is wrong with what was entered, as a problem; null where nothing is. */
export function firstFault(fields) {
  const empty = fields.find((each) => each.input.required && each.read() === "");
  if (empty) return { field: empty.name, detail: "This is needed." };
  const invalid = fields.find((each) => !each.input.validity.valid);
  return invalid ? { field: invalid.name, detail: invalid.input.validationMessage } : null;
}

/** A whole number; null where the field is empty. */
export const wholeOf = (value) => (value === "" ? null : Number(value));
