/**
 * Builds elements without markup: every text goes through a text node, so that nothing from the server is ever parsed as HTML.
 *
 * el("p", {class: "muted", data: {test: "x"}, on: {click: f}, hidden: true}, "text", node, null)
 */
const SVG = "http://www.w3.org/2000/svg";

/** An element of HTML with attributes, listeners (`on`), data attributes (`data`) and children; null children are left out. */
export function el(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (key === "data") Object.assign(node.dataset, value);
    else if (key === "value") node.value = value;
    else node.setAttribute(key, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false) node.append(child instanceof Node ? child : String(child));
  }
}

/** Replaces all children. */
export function put(node, ...children) {
  node.replaceChildren();
  append(node, children);
  return node;
}

/** Sets a text only where it differs, so that live regions and selections are left alone. */
export function text(node, value) {
  const next = String(value);
  if (node.textContent !== next) node.textContent = next;
}

/** The element of an id; throws where there is none, since a page without it is broken. */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error("no element has the id " + id);
  return node;
}
