/**
 * Light, dark, or as the system has it. Load it in the head, before the page is drawn:
 * <script type="module" async blocking="render" src="/common/theme.js"></script>
 * Each element with data-theme-switch gets a group of three buttons.
 */
const KEY = "holdfast.theme";
const THEMES = [["system", "Auto"], ["light", "Light"], ["dark", "Dark"]];

function stored() {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system"; // Storage may be forbidden: the system's theme it is then.
  }
}

function apply(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new CustomEvent("themechange"));
}

function choose(theme) {
  try {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // The choice lasts as long as the page then.
  }
  apply(theme);
  show(theme);
}

function show(theme) {
  for (const button of document.querySelectorAll("[data-theme-switch] button")) {
    button.setAttribute("aria-pressed", String(button.dataset.value === theme));
  }
}

function draw() {
  for (const place of document.querySelectorAll("[data-theme-switch]")) {
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", "Theme");
    place.classList.add("tabs");
    for (const [value, label] of THEMES) {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.value = value;
      button.textContent = label;
      button.addEventListener("click", () => choose(value));
      place.append(button);
    }
  }
  show(stored());
}

/** A colour of tokens.css in the theme of now, for what is drawn on a canvas: colour("--danger") is "rgb(...)". */
export function colour(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/** Calls back when the colours change, by the reader or by the system, until `signal` ends, where there is one. */
export function onThemeChange(listener, signal) {
  document.addEventListener("themechange", listener, { signal });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", listener, { signal });
}

apply(stored());
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", draw);
else draw();
