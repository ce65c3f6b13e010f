/** Changes, and what became of them. */
import { call, Problem } from "/common/api.js";

/**
 * Sends a change: `{method, path, headers, body, contentType}`. Resolves to an outcome:
 * `done` (with `body`, `replayed`), `refused` (nothing was changed; with `problem`, `retry`), or `unknown` (it may have been).
 * A time-out, a broken connection, an answer that cannot be read, and what a proxy answers in place of the service are unknown.
 */
export async function send({ method, path, headers = {}, body, contentType }) {
  try {
    const answer = await call(method, path, { body, headers: contentType ? { ...headers, "Content-Type": contentType } : headers });
    // The service answers every change with an object: anything else was cut off, or is not of the service.
    if (typeof answer.body !== "object" || answer.body === null) return { outcome: "unknown", problem: { detail: "The answer cannot be read." } };
    return { outcome: "done", body: answer.body, replayed: answer.headers.get("Idempotency-Replayed") === "true" };
  } catch (fault) {
    if (!(fault instanceof Problem)) return { outcome: "unknown", problem: { detail: fault.message } };
    const problem = { title: fault.body?.title ?? "The call failed", detail: fault.message, code: fault.code, field: fault.field, ...fault.body, status: fault.status };
    return { outcome: isUnknown(fault) ? "unknown" : "refused", problem, retry: isWorthRepeating(fault) };
  }
}

/** Whether a change that failed so may have happened all the same. */
export function isUnknown({ status, code }) {
  if (status === 0 || code === "outcome-unknown" || code === "internal-error") return true;
  return status >= 500 && code === "";
}

function isWorthRepeating({ status, code }) {
  return status === 503 || ["in-progress", "reconciliation-busy", "request-timeout"].includes(code);
}

/** A part of a path. */
export const part = (value) => encodeURIComponent(value);
