/** Times and durations of the console: some of them are days. */
import { isoMillis, millis, moment } from "/common/format.js";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Milliseconds, also where they are hours and days: "3 d 4 h". */
export function span(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (value >= DAY_MS) return pair(value, DAY_MS, "d", HOUR_MS, "h");
  if (value >= HOUR_MS) return pair(value, HOUR_MS, "h", 60_000, "min");
  return millis(value < 60_000 ? value : Math.round(value / 1000) * 1000);
}

function pair(value, large, largeName, small, smallName) {
  const smalls = Math.floor((value % large) / small);
  return `${Math.floor(value / large)} ${largeName}${smalls ? ` ${smalls} ${smallName}` : ""}`;
}

/** "PT15M" becomes "15 min". */
export function duration(iso) {
  const value = isoMillis(iso);
  return Number.isNaN(value) ? (iso ?? "–") : span(value).replace(" 0 s", "");
}

/** A moment; without its day where that is today. */
export function time(instant) {
  if (!instant) return "–";
  const date = new Date(instant);
  return date.toDateString() === new Date().toDateString() ? date.toLocaleTimeString("en-GB") : moment(instant);
}

/** How long until a moment, or since it. */
export function fromNow(instant) {
  const left = new Date(instant).getTime() - Date.now();
  const whole = Math.round(Math.abs(left) / 1000) * 1000;
  return left >= 0 ? `in ${span(whole)}` : `${span(whole)} ago`;
}

/** The value of a field of date and time, in the reader's time zone; empty where there is no moment. */
export function localInput(instant) {
  if (!instant) return "";
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** The moment of such a field, RFC 3339 in UTC; null where it is empty. */
export function ofLocalInput(value) {
  return value === "" ? null : new Date(value).toISOString().replace(/\.000Z$/, "Z");
}
