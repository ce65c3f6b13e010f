/** Every change asks first: a dialog says what it will do, shows the call as curl, sends it once, and says what became of it. */
import { hasToken, newKey } from "/common/api.js";
import { el, put, text } from "/common/dom.js";
import { send } from "./calls.js";
import { curl } from "./curl.js";
import { firstFault, showAt, values } from "./form.js";
import { button, freshId, notice } from "./parts.js";

/**
 * Opens the dialog of a change. Resolves when it is closed: to the service's answer, or to null where the change is not known to be done.
 *
 * - `title`, `intro`, `verb` (the button that does it), `danger` (whether it takes something away)
 * - `fields` of form.js; `check(values)`: a fault, or a promise of one, `{field, detail}`, or null
 * - `will(values)`: the sentences that say what it will do
 * - `call(values)`: `{method, path, headers, body, contentType}`; `keyed`: it is sent with an Idempotency-Key
 * - `done(body)`: a sentence or nodes that say what was done
 */
export function change(spec) {
  return new Change(spec).open();
}

class Change {
  #spec;
  #fields;
  #key = newKey();
  #sent = null;
  #refused = false;
  #answer = null;

  constructor(spec) {
    this.#spec = spec;
    this.#fields = spec.fields ?? [];
  }

  open() {
    const heading = freshId("dialog");
    const fault = freshId("outcome");
    const spec = this.#spec;
    this.will = el("ul", { class: "will", data: { test: "change-will" } });
    this.command = el("pre", { tabindex: "0", role: "region", "aria-label": "The call as a curl command", data: { test: "curl" } });
    this.outcome = el("div", { id: fault, "aria-live": "polite", data: { test: "change-outcome" } });
    this.go = el("button", { type: "submit", class: spec.danger ? "button danger" : "button primary", data: { test: "dialog-go" } }, spec.verb);
    this.leave = button("Cancel", "dialog-cancel", () => this.dialog.close());
    this.inputs = el("fieldset", { class: "stack", hidden: this.#fields.length === 0 }, this.#fields.map((each) => each.node));
    const copy = button("Copy", "change-copy", () => this.#copy(copy), { class: "button small", "aria-label": "Copy the curl command" });
    const form = el("form", { novalidate: true, on: { submit: (event) => this.#submit(event), input: () => this.#edited(), change: () => this.#edited() } },
      el("h2", { id: heading }, spec.title),
      spec.intro ? el("p", {}, spec.intro) : null,
      this.inputs,
      el("div", { class: "what" }, el("h3", {}, "What it will do"), this.will),
      el("details", { class: "command" }, el("summary", {}, "The same as a command"), this.command, copy),
      this.outcome,
      el("div", { class: "actions" }, this.go, this.leave));
    this.dialog = el("dialog", { class: "dialog change", "aria-labelledby": heading, data: { test: "dialog" } }, form);
    this.#show();
    return this.#closed();
  }

  #closed() {
    const before = document.activeElement;
    document.body.append(this.dialog);
    this.dialog.showModal();
    (this.#fields[0]?.input ?? (this.#spec.danger ? this.leave : this.go)).focus();
    return new Promise((resolve) => {
      this.dialog.addEventListener("close", () => {
        this.dialog.remove();
        if (before instanceof HTMLElement && before.isConnected) before.focus();
        resolve(this.#answer);
      });
    });
  }

  #call() {
    const call = this.#spec.call(values(this.#fields));
    return this.#spec.keyed ? { ...call, headers: { ...call.headers, "Idempotency-Key": this.#key } } : call;
  }

  #show() {
    put(this.will, this.#spec.will(values(this.#fields)).map((sentence) => el("li", {}, sentence)));
    text(this.command, curl(this.#sent ?? this.#call(), hasToken()));
  }

  #copy(copy) {
    // The clipboard is there for secure pages only; elsewhere the command is selected, to be copied by hand.
    if (navigator.clipboard) navigator.clipboard.writeText(this.command.textContent).then(() => text(copy, "Copied"));
    else getSelection().selectAllChildren(this.command);
  }

  /** After a refusal another content is another request, so it has another key. */
  #edited() {
    if (this.inputs.disabled) return;
    if (this.#refused) {
      this.#refused = false;
      this.#key = newKey();
      put(this.outcome);
      text(this.go, this.#spec.verb);
    }
    this.#show();
  }

  async #submit(event) {
    event.preventDefault();
    this.#fields.forEach((each) => each.fail(""));
    const wrong = this.#sent ? null : (firstFault(this.#fields) ?? (await this.#spec.check?.(values(this.#fields))));
    if (wrong) {
      if (!showAt(this.#fields, wrong)) put(this.outcome, notice("danger", wrong.detail));
      return;
    }
    const call = this.#sent ?? this.#call();
    this.inputs.disabled = true;
    this.go.disabled = true;
    put(this.outcome, el("p", { class: "muted" }, "Sent; the service has not answered yet …"));
    const answer = await send(call);
    this.go.disabled = false;
    if (answer.outcome === "done") this.#finish(answer);
    else if (answer.outcome === "unknown") this.#unknown(call, answer.problem);
    else this.#refuse(answer);
  }

  #finish({ body, replayed }) {
    this.#answer = body ?? {};
    put(this.outcome, notice("good", replayed ? "Done already" : "Done", this.#spec.done?.(body)));
    this.go.hidden = true;
    text(this.leave, "Close");
    this.leave.focus();
  }

  /** It may have happened: what is sent stays as it is, and so does its key. */
  #unknown(call, problem) {
    this.#sent = call;
    put(this.outcome, notice("warn", "The outcome is unknown", problem.detail, this.#spec.keyed
      ? "It may have been done. Repeat it with the same key: it has its effect once, however often it is sent."
      : "It may have been done. Repeat it as it was: a repeat of what is done changes nothing."));
    text(this.go, this.#spec.keyed ? "Repeat with the same key" : "Repeat it");
    this.go.dataset.test = "change-repeat";
    text(this.leave, "Leave it unknown");
    this.#show();
    this.go.focus();
  }

  #refuse({ problem, retry }) {
    // A repeat that is refused, for example since the revision is another one now, says nothing about the call before it.
    const before = this.#sent ? "This repeat changed nothing; what was sent before it may have been done. Close this and look" : "Nothing was changed";
    this.#sent = null;
    this.#refused = true;
    this.inputs.disabled = false;
    this.go.dataset.test = "dialog-go";
    text(this.leave, "Cancel");
    put(this.outcome, notice("danger", problem.title, problem.detail, `${before} (${problem.code || "no code"}).`));
    text(this.go, retry ? "Try again" : this.#spec.verb);
    this.#show();
    showAt(this.#fields, problem);
  }
}
