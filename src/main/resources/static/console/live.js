/** The live picture: one stream for the page, of the products that it shows now, once a second. */
import { authorization, obtainToken } from "/common/api.js";
import { openStream } from "/common/stream.js";

const SETTLE_MS = 150;

const frame = [];
let viewer = () => {};
let view = null;
let refusal = null;
let stream = null;
let open = null;
let timer = null;

/** Tells the frame of the page each state and each picture. */
export function onLive(listener) {
  frame.push(listener);
}

/** Shows the products of `skus`, at most 100, until `signal` ends or other ones are watched. */
export function watch(skus, signal, onPicture) {
  view = signal;
  viewer = (picture) => { if (!signal.aborted) onPicture(picture); };
  clearTimeout(timer);
  // Typing into a search names other products with every letter.
  timer = setTimeout(() => reopen(skus), SETTLE_MS);
}

/** The reader was asked for the token and gave none: this view is not live, and does not ask again by itself. */
export function declined(problem, signal) {
  view = signal;
  close();
  refuse(problem);
}

/** Asks for the token, unless another call was given one since; resolves to whether there is one to try. */
export function enterToken() {
  return obtainToken(refusal?.authorization);
}

function close() {
  clearTimeout(timer);
  open = null;
  stream?.close();
  stream = null;
}

function refuse(problem) {
  stream = null;
  refusal = problem.status === 401 ? { view, authorization: authorization().Authorization } : null;
  frame.forEach((listener) => listener.state("refused", problem));
}

/** A new view may ask, and a token that another call was given since may be tried. */
const mayAsk = () => refusal === null || refusal.view !== view || refusal.authorization !== authorization().Authorization;

function reopen(skus) {
  const path = `/api/v1/console/stream${skus.length ? "?" : ""}${skus.map((sku) => `sku=${encodeURIComponent(sku)}`).join("&")}`;
  if ((path === open && stream) || !mayAsk()) return;
  refusal = null;
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
      if (name === "refused") refuse(detail);
      else frame.forEach((listener) => listener.state(name, detail));
    },
  });
}
