// Reading an event stream from fetch. EventSource cannot be used: it only sends GET,
// it reconnects by itself (which would ask twice), and it hides the HTTP status.

export interface Message {
  event: string;
  data: string;
}

/**
 * Yields the messages of a text/event-stream body. Comments (the server's heartbeat)
 * are skipped; a message the connection cut before its empty line is dropped, as the
 * standard wants it.
 */
export async function* messages(body: ReadableStream<Uint8Array>): AsyncGenerator<Message> {
  let event = "";
  let data: string[] = [];
  for await (const line of lines(body)) {
    if (line === "") {
      if (data.length) yield { event: event || "message", data: data.join("\n") };
      event = "";
      data = [];
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
}

/** Lines of the body, without their ends (LF, CR LF or CR, also across chunks). */
async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      // A CR at the very end may be the first half of CR LF: wait for what follows.
      const parts = rest.split(/\r\n|\n|\r(?!$)/);
      rest = parts.pop() ?? "";
      yield* parts;
    }
  } finally {
    reader.cancel().catch(() => {}); // closes the connection when the caller has had enough
  }
}
