/**
 * Server-sent events over fetch, so that the token travels in a header. Every event is a full picture: after a cut nothing is missing.
 *
 * const stream = openStream("/api/v1/...", { onEvent(name, data) {}, onState(state, detail) {} }); stream.close();
 *
 * States: "connecting", "live", "waiting" (detail: ms until the next try), "hidden" (the tab is in the background), and the last ones:
 * "ended" (the server said the end), "refused" (detail: the Problem), "closed" (by close()).
 */
import { authorization, obtainToken, Problem } from "./api.js";

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 8_000;
const SILENCE_MAX_MS = 45_000;

/**
 * Opens a stream that reconnects by itself until close(), until `endWhen(name, data)` is true, or until the server refuses for good (4xx but 429).
 * A hidden tab has no connection unless `evenHidden`.
 */
export function openStream(path, { onEvent, onState = () => {}, endWhen = () => false, evenHidden = false }) {
  const life = new AbortController();
  const state = (name, detail) => { if (!life.signal.aborted || name === "closed") onState(name, detail); };
  run(path, { onEvent, state, endWhen, evenHidden, life });
  return { close() { if (!life.signal.aborted) { life.abort(); state("closed"); } } };
}

async function run(path, stream) {
  const { state, life } = stream;
  let failures = 0;
  while (!life.signal.aborted) {
    if (document.hidden && !stream.evenHidden) {
      state("hidden");
      await visible(life.signal);
      continue;
    }
    state("connecting");
    const outcome = await connectOnce(path, stream, () => { failures = 0; });
    if (life.signal.aborted) return;
    if (outcome.last) {
      state(outcome.last, outcome.problem);
      life.abort();
      return;
    }
    if (outcome.again) continue;
    const wait = outcome.retryAfterMs ?? backoff(failures++);
    state("waiting", wait);
    await pause(wait, life.signal);
  }
}

/** One connection, from its request to its end. */
async function connectOnce(path, stream, alive) {
  const attempt = new AbortController();
  const stop = () => attempt.abort();
  stream.life.signal.addEventListener("abort", stop);
  const whenHidden = () => { if (document.hidden && !stream.evenHidden) stop(); };
  document.addEventListener("visibilitychange", whenHidden);
  const silence = watchSilence(stop);
  try {
    const auth = authorization();
    const response = await fetch(path, { headers: { Accept: "text/event-stream", ...auth }, cache: "no-store", signal: attempt.signal });
    if (response.status !== 200) return await refusal(response, auth);
    stream.state("live");
    return await readAll(response.body, stream, () => { alive(); silence.reset(); });
  } catch {
    return { again: document.hidden && !stream.evenHidden };
  } finally {
    silence.stop();
    document.removeEventListener("visibilitychange", whenHidden);
    stream.life.signal.removeEventListener("abort", stop);
    stop();
  }
}

async function refusal(response, auth) {
  if (response.status === 401 && (await obtainToken(auth.Authorization))) return { again: true };
  const problem = new Problem(response.status, await response.json().catch(() => ({})));
  if (response.status >= 400 && response.status < 500 && response.status !== 429) return { last: "refused", problem };
  const seconds = Number(response.headers.get("Retry-After"));
  return seconds > 0 ? { retryAfterMs: Math.min(seconds * 1000, BACKOFF_MAX_MS) } : {};
}

async function readAll(body, stream, alive) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = eventParser();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return {};
    alive();
    for (const { name, data } of parser(value)) {
      const picture = JSON.parse(data);
      stream.onEvent(name, picture);
      if (stream.endWhen(name, picture)) return { last: "ended" };
    }
  }
}

/** A function that takes pieces of text and returns the events that they complete; comments (heartbeats) are none. */
export function eventParser() {
  let rest = "";
  return (piece) => {
    const blocks = (rest + piece).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop();
    return blocks.map(parse).filter((event) => event.data !== "");
  };
}

function parse(block) {
  let name = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
  }
  return { name, data: data.join("\n") };
}

function backoff(failures) {
  const most = Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** Math.min(failures, 10));
  return Math.round(most * (0.75 + Math.random() / 4)); // Many pages of a service that restarts do not come at the same moment.
}

function watchSilence(stop) {
  let timer = setTimeout(stop, SILENCE_MAX_MS);
  return {
    reset() { clearTimeout(timer); timer = setTimeout(stop, SILENCE_MAX_MS); },
    stop() { clearTimeout(timer); },
  };
}

function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}

function visible(signal) {
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", resolve, { once: true });
    signal.addEventListener("abort", resolve, { once: true });
  });
}
