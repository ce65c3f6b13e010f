/** Every change asks first: a dialog says what it will do, shows the call as curl, sends it once, and says what became of it. */
import { hasToken, newKey } from "/common/api.js";
import { el, put, text } from "/common/dom.js";
import { send } from "./calls.js";
import { curl } from "./curl.js";
import { firstFault, showAt, values } from "./form.js";
import { button, freshId, notice } from "./parts.js";

/**
 * Opens the dialog of a change. Resolves when it is closed, to `{sent, done}`: whether anything was sent, so that what the page has read may be
 * out of date, and the service's answer, which is null where the change is not known to be done.
 *
 * - `title`, `intro`, `verb` (the button that does it), `danger` (whether it takes something away)
 * - `fields` of form.js; `check(values)`: a fault, or a promise of one, `{field, detail}`, or null
 * - `will(values)`: the sentences that say what it will do
 * - `call(values)`: `{method, path, headers, body, contentType}`; `keyed`: it is sent with an Idempotency-Key; `partly`: a 503 may have done a part of it
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
  #asked = false;
  #busy = false;
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
    this.outcome = el("div", { id: fault, tabindex: "-1", "aria-live": "polite", data: { test: "change-outcome" } });
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
        resolve({ sent: this.#asked, done: this.#answer });
      });
      this.dialog.addEventListener("cancel", (event) => this.#stay(event));
      this.dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") this.#stay(event); });
    });
  }

  /** A reader who leaves before the answer does not learn that the change is on its way. */
  #stay(event) {
    if (this.#busy) event.preventDefault();
  }

  /** Until the answer nothing can be sent, edited or closed. */
  #wait(busy) {
    this.#busy = busy;
    this.inputs.disabled = busy || this.#sent !== null;
    this.go.disabled = busy;
    this.leave.disabled = busy;
    // A browser lets a second Escape through even where the first was prevented, unless it is told so.
    if (busy) this.dialog.setAttribute("closedby", "none");
    else this.dialog.removeAttribute("closedby");
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
    if (this.#busy) return;
    this.#fields.forEach((each) => each.fail(""));
    const wrong = this.#sent ? null : await this.#wrong();
    if (wrong) {
      if (!showAt(this.#fields, wrong)) put(this.outcome, notice("danger", wrong.detail));
      return;
    }
    const call = this.#sent ?? this.#call();
    this.#wait(true);
    this.#asked = true;
    put(this.outcome, el("p", { class: "muted" }, "Sent; the service has not answered yet …"));
    this.outcome.focus(); // A button that is disabled loses the focus, and the dialog with it.
    const answer = await send(call);
    this.#wait(false);
    if (answer.outcome === "done") this.#finish(call, answer);
    else if (this.#sent) this.#refuseRepeat(answer);
    else if (answer.outcome === "unknown" || this.#mayGoOn(answer.problem)) this.#unknown(call, answer.problem);
    else this.#refuse(answer);
  }

  async #wrong() {
    const fault = firstFault(this.#fields); // Disabled fields count as valid, so this comes first.
    if (fault || !this.#spec.check) return fault;
    this.#wait(true);
    try {
      return await this.#spec.check(values(this.#fields));
    } finally {
      this.#wait(false);
    }
  }

  /** Refusals of a call that may be carried out all the same: under its key, by the call that a browser or a proxy has repeated. */
  #mayGoOn({ code, status }) {
    return Boolean(this.#spec.keyed && (code === "in-progress" || (this.#spec.partly && status === 503)));
  }

  #finish(call, { body, replayed }) {
    let said;
    try {
      said = this.#spec.done?.(body);
    } catch {
      this.#unknown(call, { detail: "The answer cannot be read." });
      return;
    }
    this.#answer = body;
    put(this.outcome, notice("good", replayed ? "Done already" : "Done", said));
    this.inputs.disabled = true;
    this.go.hidden = true;
    text(this.leave, "Close");
    this.leave.focus();
  }

  /** It may have happened: what is sent stays as it is, and so does its key. */
  #unknown(call, { detail }) {
    this.#sent = call;
    this.inputs.disabled = true;
    put(this.outcome, notice("warn", "The outcome is unknown", detail, this.#spec.keyed
      ? "It may have been done. Repeat it with the same key: it has its effect once, however often it is sent."
      : "It may have been done. Repeat it as it was: a repeat of what is done changes nothing."));
    text(this.go, this.#spec.keyed ? "Repeat with the same key" : "Repeat it");
    this.go.dataset.test = "change-repeat";
    text(this.leave, "Leave it unknown");
    this.#show();
    this.go.focus();
  }

  /** A refused repeat says nothing of what was sent before it, so the call and its key stay as they are: another key could do it twice. */
  #refuseRepeat({ outcome, problem }) {
    if (outcome === "unknown") return this.#unknown(this.#sent, problem);
    // Its revision or version is another one now, so that no repeat can be accepted.
    const stale = problem.code === "precondition-failed";
    put(this.outcome, notice("warn", "The outcome is still unknown", `${problem.title}: ${problem.detail} (${problem.code || "no code"})`,
      `This repeat was refused; what was sent before it may have been done.${stale ? " Close this to read it again." : ""}`));
    this.go.hidden = stale;
    if (stale) text(this.leave, "Close and read it again");
    (stale ? this.leave : this.go).focus();
  }

  #refuse({ problem, retry }) {
    this.#refused = true;
    const stale = problem.code === "precondition-failed" ? " Close this to read it again." : "";
    put(this.outcome, notice("danger", problem.title, problem.detail, `Nothing was changed (${problem.code || "no code"}).${stale}`));
    text(this.go, retry ? "Try again" : this.#spec.verb);
    this.#show();
    if (!showAt(this.#fields, problem)) this.go.focus();
  }
}
