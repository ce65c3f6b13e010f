/** A view that reads one resource and reads it again every few seconds, while it is shown. */
import { get } from "/common/api.js";
import { el, put } from "/common/dom.js";
import { repeats } from "./again.js";
import { busy, failure } from "./parts.js";

const AGAIN_MS = 2_000;

/** Shows `show(picture)` of what `path` answers in a place, again and again until `signal` ends. A failed reading keeps what was shown. */
export function reading(path, signal, show) {
  const place = el("div", { class: "stack" }, busy());
  const trouble = el("div", {});
  const later = repeats(signal);
  let last = "";
  const again = async () => {
    let pause = AGAIN_MS;
    try {
      const picture = await get(path, { signal });
      const now = JSON.stringify(picture);
      put(trouble);
      // What has the focus is not replaced by the same again.
      if (now !== last && !place.contains(document.activeElement)) put(place, show(picture));
      last = now;
    } catch (fault) {
      if (signal.aborted) return;
      if (last === "") put(place);
      put(trouble, failure(fault));
      pause = fault.status === 401 || fault.status === 404 ? null : AGAIN_MS * 3;
    }
    if (pause !== null) later(again, pause);
  };
  again();
  return el("div", { class: "stack" }, trouble, place);
}
