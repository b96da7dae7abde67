import type { ChatEvent, ChatRequest } from "./api";
import { ask, Failure, forget } from "./client";
import type { Settings } from "./settings";
import * as store from "./store";

/** What a running answer tells its listener. */
export interface Listener {
  apply(event: ChatEvent): void;
  fail(failure: Failure): void;
  stop(): void;
}

/** The conversation: its id, its finished turns, the one that is running, and how the person wants answers. */
export class Conversation {
  turns: store.Record[] = [];
  /** The language somebody chose, "" for the page's. */
  lang = "";
  /** Answers are to be worded simply. */
  simple = false;
  private id = "";
  private running: AbortController | undefined;

  /** Takes up what this browser tab still knows under `key`; without a key nothing is ever stored. */
  constructor(private readonly key: string) {
    const saved = key && store.load(key);
    if (saved) ({ conversation: this.id, turns: this.turns, lang: this.lang = "" } = saved);
  }

  get busy(): boolean {
    return !!this.running;
  }

  /** Asks and reports to the listener until the answer is done, failed or stopped. */
  async ask(question: string, { server, lang }: Settings, listener: Listener): Promise<void> {
    const running = (this.running = new AbortController());
    const turn: store.Record = { question, events: [] };
    try {
      for await (const event of ask(server, lang, this.request(question, lang), running.signal)) {
        if (event.type === "conversation") this.id = event.data.id;
        else turn.events.push(event);
        listener.apply(event);
      }
      this.turns.push(turn);
      this.keep();
    } catch (error) {
      if (running.signal.aborted) listener.stop();
      else listener.fail(error instanceof Failure ? error : new Failure("cut"));
    } finally {
      if (this.running === running) this.running = undefined;
    }
  }

  stop(): void {
    this.running?.abort();
  }

  /** Remembers the language somebody chose as long as the conversation. */
  choose(lang: string): void {
    this.lang = lang;
    if (this.turns.length) this.keep();
  }

  /** Empties both sides; false when only this side could be emptied. */
  async delete({ server }: Settings): Promise<boolean> {
    const id = this.id;
    this.stop();
    this.id = "";
    this.turns = [];
    store.clear(this.key);
    return !id || forget(server, id);
  }

  private request(question: string, lang: string): ChatRequest {
    const request: ChatRequest = { question };
    if (this.id) request.conversation = this.id;
    // On a German page the question decides the language of the answer (people ask in
    // theirs); a page in another language has already said what its readers want.
    if (lang !== "de") request.lang = lang;
    if (this.simple) request.mode = "simple";
    return request;
  }

  private keep(): void {
    if (this.key) store.save(this.key, { conversation: this.id, turns: this.turns, lang: this.lang });
  }
}
