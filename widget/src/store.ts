import type { ChatEvent } from "./api";

/** One question with the events that made its answer: enough to show it again. */
export interface Record {
  question: string;
  events: ChatEvent[];
}

export interface Saved {
  conversation: string;
  turns: Record[];
  /** The language somebody chose, "" for the page's. */
  lang: string;
}

// One entry, for this browser tab only, written after the first message. It lets the
// conversation survive a click on one of its own links, and nothing else.

export function load(key: string): Saved | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "") as Saved;
  } catch {
    return undefined; // nothing there, storage forbidden, or not ours
  }
}

export function save(key: string, saved: Saved): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(saved));
  } catch {
    // Full or forbidden: the conversation then lives as long as the page.
  }
}

export function clear(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Forbidden storage holds nothing.
  }
}
