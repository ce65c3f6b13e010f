/** Dialogs: a question before a change, and the admin token. The browser's own <dialog> keeps the focus and closes on Escape. */
import { el } from "./dom.js";

let last = 0;

/**
 * Asks before a change. `details` is a node that shows what will happen (a list, a table, a curl call in <pre>).
 * Resolves to true for the action, to false for Cancel and Escape. The focus returns to where it was.
 */
export function ask({ title, text, details = null, action, danger = false }) {
  const cancel = el("button", { type: "submit", value: "cancel", class: "button", data: { test: "dialog-cancel" } }, "Cancel");
  const go = el("button", { type: "submit", value: "go", class: danger ? "button danger" : "button primary", data: { test: "dialog-go" } }, action);
  return open(title, [text ? el("p", {}, text) : null, details], [cancel, go], danger ? cancel : go).then((value) => value === "go");
}

/** Asks for the admin token; resolves to it, or to null where the reader does not give one. `refused`: the last one was wrong. */
export function askToken(refused) {
  const input = el("input", {
    class: "input", type: "password", id: "admin-token", autocomplete: "off", required: true, "aria-describedby": "admin-token-hint",
    "aria-invalid": refused ? "true" : null,
  });
  const field = el("div", { class: "field" },
    el("label", { for: "admin-token" }, "Token"), input,
    el("p", { class: "error", role: "alert" }, refused ? "This token was not accepted." : ""),
    el("p", { class: "hint", id: "admin-token-hint" }, "This tab keeps it in memory until it is closed or reloaded. It is stored nowhere."));
  const cancel = el("button", { type: "submit", value: "cancel", class: "button", formnovalidate: true, data: { test: "dialog-cancel" } }, "Cancel");
  const go = el("button", { type: "submit", value: "go", class: "button primary", data: { test: "dialog-go" } }, "Use this token");
  return open("This service asks for its admin token", [field], [cancel, go], input)
    .then((value) => (value === "go" && input.value ? input.value : null));
}

function open(title, content, actions, focus) {
  const heading = `dialog-${++last}`;
  // The first submit button of a form is what Enter presses: it must be the action, and CSS alone puts Cancel before it.
  const [cancel, go] = actions;
  const form = el("form", { method: "dialog" }, el("h2", { id: heading }, title), content, el("div", { class: "actions" }, go, cancel));
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": heading, data: { test: "dialog" } }, form);
  const before = document.activeElement;
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      resolve(dialog.returnValue);
    });
    dialog.showModal();
    focus.focus();
  });
}
