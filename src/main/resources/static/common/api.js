/** Calls of the API: JSON, problem details as exceptions, and the admin token, which this module alone keeps, in memory. */
import { askToken } from "./dialog.js";

const TIME_MAX_MS = 30_000;

let token = null;
let asking = null;

/** A problem detail (RFC 9457) of the service, or `code` "unreachable" where no answer came. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `The service answered ${status}.`);
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? "";
    this.field = body.field ?? null;
    this.body = body;
  }
}

/** The headers that carry the token, where the reader gave one. */
export function authorization() {
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}

/** Whether the reader gave a token that has not been refused. */
export function hasToken() {
  return token !== null;
}

/**
 * Asks the reader for the token after a 401, once for all calls that wait for it; resolves to whether there is one to try.
 * `used` is the Authorization header of the refused call: where another token came meanwhile, nothing is asked.
 */
export async function obtainToken(used) {
  if (token !== null && authorization().Authorization !== used) return true;
  asking ??= askToken(token !== null).finally(() => { asking = null; });
  const given = await asking;
  if (given !== null) token = given;
  return given !== null;
}

/**
 * Sends a request and resolves to {status, body, headers}; throws a Problem for every status of 400 and above.
 * `body` is sent as JSON; `headers` adds Idempotency-Key, If-Match and the like. A 401 asks for the token and repeats the call.
 */
export async function call(method, path, { body, headers = {}, signal } = {}) {
  for (;;) {
    const auth = authorization();
    const response = await answer(method, path, body, { ...headers, ...auth }, signal);
    if (response.status === 401 && (await obtainToken(auth.Authorization))) continue;
    const content = await json(response);
    if (response.status >= 400) throw new Problem(response.status, content ?? {});
    return { status: response.status, body: content, headers: response.headers };
  }
}

/** The body of a GET. */
export async function get(path, options) {
  return (await call("GET", path, options)).body;
}

async function answer(method, path, body, headers, signal) {
  const bounded = AbortSignal.any([AbortSignal.timeout(TIME_MAX_MS), ...(signal ? [signal] : [])]);
  const init = { method, headers: { Accept: "application/json", ...headers }, cache: "no-store", signal: bounded };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers["Content-Type"] ??= "application/json";
  }
  try {
    return await fetch(path, init);
  } catch (fault) {
    if (signal?.aborted) throw fault;
    throw new Problem(0, { code: "unreachable", detail: "The service does not answer." });
  }
}

async function json(response) {
  if (!(response.headers.get("Content-Type") ?? "").includes("json")) return null;
  try {
    return await response.json();
  } catch {
    return null;
  }
}

/** A new key for a request that must have its effect once: 26 characters that cannot be guessed. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(26));
  return Array.from(bytes, (byte) => "abcdefghijklmnopqrstuvwxyz234567"[byte & 31]).join("");
}
