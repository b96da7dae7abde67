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

/** The conversation: its id, its finished turns, and the one that is running. */
export class Conversation {
  private id = "";
  private turns: store.Record[] = [];
  private running: AbortController | undefined;

  /** Takes up what this browser tab still knows; returns the turns to show again. */
  resume(): readonly store.Record[] {
    const saved = store.load();
    if (saved) ({ conversation: this.id, turns: this.turns } = saved);
    return this.turns;
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
      this.keep(turn);
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

  /** Empties both sides; false when only this side could be emptied. */
  async delete({ server }: Settings): Promise<boolean> {
    const id = this.id;
    this.stop();
    this.id = "";
    this.turns = [];
    store.clear();
    return !id || forget(server, id);
  }

  private request(question: string, lang: string): ChatRequest {
    const request: ChatRequest = { question };
    if (this.id) request.conversation = this.id;
    // On a German page the question decides the language of the answer (people ask in
    // theirs); a page in another language has already said what its readers want.
    if (lang !== "de") request.lang = lang;
    return request;
  }

  private keep(turn: store.Record): void {
    this.turns.push(turn);
    store.save({ conversation: this.id, turns: this.turns });
  }
}
