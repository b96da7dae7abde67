import { h } from "./dom";

/** How long a message stays in its region: long enough to be picked up, too short to be met again while reading. */
const keepMs = 4_000;

/**
 * The two hidden live regions. Progress goes to `status`, a finished answer to `log`;
 * each message is complete and put there once. The visible transcript is no live
 * region: it would be read in pieces, and read again.
 */
export class Announcer {
  readonly status = h("div", { role: "status", class: "hidden" });
  readonly log = h("div", { role: "log", class: "hidden" });

  progress(text: string): void {
    this.put(this.status, text);
  }

  answer(text: string): void {
    this.put(this.status, "");
    this.put(this.log, text);
  }

  private put(region: HTMLElement, text: string): void {
    const message = h("p", {}, text);
    region.replaceChildren(message);
    setTimeout(() => message.remove(), keepMs);
  }
}
