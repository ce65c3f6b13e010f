/** The live picture: one stream for the page, of the products that it shows now, once a second. */
import { openStream } from "/common/stream.js";

const SETTLE_MS = 150;

const frame = [];
let viewer = () => {};
let stream = null;
let open = null;
let timer = null;

/** Tells the frame of the page each state and each picture. */
export function onLive(listener) {
  frame.push(listener);
}

/** Shows the products of `skus`, at most 100, until `signal` ends or other ones are watched. */
export function watch(skus, signal, onPicture) {
  viewer = (picture) => { if (!signal.aborted) onPicture(picture); };
  clearTimeout(timer);
  // Typing into a search names other products with every letter.
  timer = setTimeout(() => reopen(skus), SETTLE_MS);
}

function reopen(skus) {
  const path = `/api/v1/console/stream${skus.length ? "?" : ""}${skus.map((sku) => `sku=${encodeURIComponent(sku)}`).join("&")}`;
  if (path === open && stream) return;
  stream?.close();
  open = path;
  stream = openStream(path, {
    onEvent(name, picture) {
      if (path !== open) return;
      frame.forEach((listener) => listener.picture(picture));
      viewer(picture);
    },
    onState(name, detail) {
      if (path !== open) return;
      if (name === "refused") stream = null;
      frame.forEach((listener) => listener.state(name, detail));
    },
  });
}
