/** Pure functions for numbers, durations and times. */
const MINUS = "\u2212";
const numbers = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });

/** A whole number with separators and a true minus sign; a dash where there is none. */
export function whole(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "\u2013";
  const digits = numbers.format(Math.abs(value));
  return value < 0 && digits !== "0" ? MINUS + digits : digits;
}

/** The same with a plus sign where it is positive. */
export function signed(value) {
  return value > 0 ? "+" + whole(value) : whole(value);
}

/** Milliseconds for people: "0.4 ms", "37 ms", "1.25 s", "2 min 5 s". */
export function millis(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "\u2013";
  if (value < 10) return `${round(value, 1)} ms`;
  if (value < 1000) return `${Math.round(value)} ms`;
  if (value < 60000) return `${round(value / 1000, value < 10000 ? 2 : 1)} s`;
  const seconds = Math.round(value / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function round(value, digits) {
  return String(Number(value.toFixed(digits)));
}

/** One or many: count(1, "unit") is "1 unit", count(2, "unit") is "2 units". */
export function count(value, one, many = one + "s") {
  return `${whole(value)} ${Math.abs(value) === 1 ? one : many}`;
}

const ISO = /^(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an ISO 8601 duration such as PT0.25S; NaN where it is none. */
export function isoMillis(duration) {
  const parts = ISO.exec(duration ?? "");
  if (!parts || duration.endsWith("P") || duration.endsWith("T")) return NaN;
  const [, minus, days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  const all = Math.round((((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000);
  return minus ? -all : all;
}

/** The ISO 8601 duration of milliseconds: 250 is PT0.25S. */
export function isoDuration(ms) {
  return `PT${Number((ms / 1000).toFixed(3))}S`;
}

/** A moment in the reader's time zone, to the second. */
export function moment(instant) {
  return new Date(instant).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "medium" });
}
