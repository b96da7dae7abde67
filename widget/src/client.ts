import type { ChatEvent, ChatRequest, Features, Problem, Rating } from "./api";
import { messages } from "./stream";

/** What went wrong, in the words of the message files. */
export type FailureKind = "offline" | "limited" | "unavailable" | "timeout" | "cut" | "rejected";

export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    /** What the server says to the person; our own text is used when it says nothing. */
    readonly text = "",
    readonly retry = true,
  ) {
    super(kind);
  }
}

/** Longest silence of a stream. The server sends a heartbeat every 15 seconds. */
const silenceMs = 45_000;

const known = new Set(["conversation", "stage", "citation", "sentence", "card", "done", "error"]);

/**
 * Asks and yields the answer's events, `done` last; `lang` is the interface's. Throws Failure for everything that
 * keeps an answer from being complete, and AbortError when `signal` stopped it.
 */
export async function* ask(server: string, lang: string, request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
  const watchdog = new AbortController();
  let timer = setTimeout(() => watchdog.abort(), silenceMs);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => watchdog.abort(), silenceMs);
  };
  try {
    const stop = eitherOf(signal, watchdog.signal);
    const response = await post(server, lang, request, stop);
    alive();
    for await (const message of messages(watched(response.body!, alive))) {
      if (!known.has(message.event)) continue;
      const event = { type: message.event, data: JSON.parse(message.data) } as ChatEvent;
      if (event.type === "error") throw new Failure("unavailable", event.data.message, event.data.retry !== false);
      yield event;
      if (event.type === "done") return;
    }
    throw new Failure("cut");
  } catch (error) {
    if (signal.aborted || error instanceof Failure) throw error;
    throw new Failure(watchdog.signal.aborted ? "timeout" : "cut");
  } finally {
    clearTimeout(timer);
  }
}

/** Forgets the conversation on the server; false when the server could not be told. */
export async function forget(server: string, conversation: string): Promise<boolean> {
  try {
    const url = `${server}/api/v1/conversations/${encodeURIComponent(conversation)}`;
    const response = await fetch(url, { method: "DELETE", credentials: "omit" });
    return response.ok || response.status === 404;
  } catch {
    return false;
  }
}

/** What the server offers; nothing when it does not say. */
export async function features(server: string, lang: string): Promise<Features> {
  try {
    const response = await fetch(`${server}/api/v1/features`, { headers: { "Accept-Language": lang }, credentials: "omit" });
    return response.ok ? ((await response.json()) as Features) : {};
  } catch {
    return {};
  }
}

/** Tells whether an answer helped; false when the server did not take it. A second rating replaces the first. */
export async function rate(server: string, rating: Rating): Promise<boolean> {
  try {
    const response = await fetch(`${server}/api/v1/feedback`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(rating),
      credentials: "omit",
    });
    return response.ok;
  } catch {
    return false;
  }
}

async function post(server: string, lang: string, request: ChatRequest, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`${server}/api/v1/chat`, {
      method: "POST",
      // The language of the page, not of the browser, is what errors are told in.
      headers: { "Content-Type": "application/json", Accept: "text/event-stream", "Accept-Language": lang },
      body: JSON.stringify(request),
      credentials: "omit",
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Failure(navigator.onLine ? "unavailable" : "offline");
  }
  if (response.ok && response.body) return response;
  throw await refusal(response);
}

/** The Failure behind an HTTP status; the text comes from a problem+json body. */
async function refusal(response: Response): Promise<Failure> {
  const problem: Problem & { detail?: string } = await response.json().catch(() => ({}));
  const text = problem.detail ?? problem.message ?? "";
  if (response.status === 429) return new Failure("limited", text);
  if (response.status >= 500) return new Failure("unavailable", text, problem.code !== "channel_closed");
  return new Failure("rejected", text, false);
}

/** The same body, calling `alive` for every chunk, heartbeats included. */
function watched(body: ReadableStream<Uint8Array>, alive: () => void): ReadableStream<Uint8Array> {
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        alive();
        controller.enqueue(chunk);
      },
    }),
  );
}

/** AbortSignal.any, which Safari 16.4 does not have. */
function eitherOf(...signals: AbortSignal[]): AbortSignal {
  const both = new AbortController();
  for (const signal of signals) {
    if (signal.aborted) both.abort();
    signal.addEventListener("abort", () => both.abort(), { once: true });
  }
  return both.signal;
}
