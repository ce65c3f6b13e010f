/**
 * Terms with a meaning on demand: by pointer, keyboard focus or touch; Escape closes. The texts are those of docs/glossary.md.
 * In a page: <button type="button" class="term" data-term="lease">leases</button>; in a script: term("lease", "leases").
 */
import { el } from "./dom.js";
import { glossary } from "./glossary.js";

const bubble = el("div", { class: "tooltip", role: "tooltip", id: "tooltip", hidden: true });
let owner = null;

/** A button that shows the meaning of a glossary term. */
export function term(name, label = name) {
  return explained(el("button", { type: "button", class: "term", data: { term: name } }, label));
}

/** Terms that are explained where they come up in texts of the service; the others read as plain words there. */
const EXPLAINED = /\b(SKU|lease|fencing token|race window|compare-and-set|group commit|contended)(?=s?\b)/g;

/** A text of the service as nodes, in which each term of the list above has its tooltip once. */
export function explainedText(text) {
  const seen = new Set();
  return text.split(EXPLAINED).map((part, i) => {
    if (i % 2 === 0 || seen.has(part)) return part;
    seen.add(part);
    return term(part);
  });
}

/** Gives every .term below a node its tooltip; the page calls it once for what is in its HTML. */
export function explainTerms(root = document) {
  for (const button of root.querySelectorAll(".term")) explained(button);
}

function explained(button) {
  if (!Object.hasOwn(glossary, button.dataset.term)) throw new Error("not in the glossary: " + button.dataset.term);
  button.addEventListener("pointerenter", () => show(button));
  button.addEventListener("pointerleave", () => { if (document.activeElement !== button) hide(); });
  button.addEventListener("focus", () => show(button));
  button.addEventListener("blur", hide);
  button.addEventListener("click", () => show(button));
  return button;
}

function show(button) {
  if (owner && owner !== button) hide();
  owner = button;
  bubble.replaceChildren(el("b", {}, button.dataset.term), glossary[button.dataset.term]);
  // A modal dialog covers all that is outside it.
  (button.closest("dialog") ?? document.body).append(bubble);
  bubble.hidden = false;
  button.setAttribute("aria-describedby", bubble.id);
  place(button);
}

function place(button) {
  const at = button.getBoundingClientRect();
  const box = bubble.getBoundingClientRect();
  const margin = 8;
  const left = Math.max(margin, Math.min(at.left, document.documentElement.clientWidth - box.width - margin));
  const below = at.bottom + margin + box.height < innerHeight || at.top < box.height + margin;
  const top = below ? at.bottom + margin : at.top - box.height - margin;
  const origin = bubble.offsetParent?.getBoundingClientRect() ?? { left: 0, top: 0 };
  const inDialog = bubble.parentElement !== document.body;
  bubble.style.left = `${inDialog ? left - origin.left : left + scrollX}px`;
  bubble.style.top = `${inDialog ? top - origin.top + bubble.parentElement.scrollTop : top + scrollY}px`;
}

function hide() {
  bubble.hidden = true;
  owner?.removeAttribute("aria-describedby");
  owner = null;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && owner) {
    hide();
    event.preventDefault(); // A dialog below stays open.
  }
});
