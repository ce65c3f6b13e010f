/** Says a sentence to screen readers, politely and seldom: pages announce beginnings, first findings and ends, never figures that run. */
import { el } from "./dom.js";

const region = el("p", { class: "visually-hidden", role: "status", "aria-live": "polite", id: "announcer" });
document.body.append(region);

/** Says a text; the same text again is said again. */
export function announce(text) {
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}
