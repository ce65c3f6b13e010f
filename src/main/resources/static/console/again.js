/** What a view reads again while it is shown: one timer, none after its end, and nothing in a background tab. */

/** Returns `later(then, ms)`, which calls back after a time, or when the page is visible again, unless `signal` has ended. */
export function repeats(signal) {
  let timer = null;
  signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  return (then, ms) => {
    if (signal.aborted) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (document.hidden) document.addEventListener("visibilitychange", () => then(), { once: true, signal });
      else then();
    }, ms);
  };
}
