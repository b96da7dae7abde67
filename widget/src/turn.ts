import type { Announcer } from "./announce";
import type { ChatEvent, Done, Link, Sentence } from "./api";
import { cardElement } from "./cards";
import type { Failure } from "./client";
import { buttons, h, link, linked, own } from "./dom";
import { feedback } from "./feedback";
import type { Settings } from "./settings";
import { Sources } from "./sources";

/** What a person can do from within an answer. */
export interface TurnActions {
  choose(option: string): void;
  handOver(): void;
  retry(): void;
}

/**
 * One question and its answer in the transcript. The answer is a function of its
 * events, so a conversation is shown again by applying them again.
 */
export class Turn {
  readonly question: HTMLElement;
  readonly answer: HTMLElement;
  private readonly notices = h("div", { class: "cards" });
  private readonly text = h("div", { class: "text" });
  private readonly cards = h("div", { class: "cards" });
  private readonly foot = h("div");
  private readonly stage = h("p", { class: "stage" });
  private readonly sources: Sources;
  private paragraph: { element: HTMLElement; document: string } | undefined;
  private spoken: string[] = [];
  private translated = false;

  /** `announcer` is left out when an earlier answer is only shown again. */
  constructor(
    question: string,
    private readonly settings: Settings,
    private readonly actions: TurnActions,
    private readonly announcer?: Announcer,
  ) {
    const { texts } = settings;
    this.sources = new Sources(texts);
    this.question = h("li", { class: "question" }, h("h3", { class: "hidden" }, texts.you), h("p", { dir: "auto" }, question));
    this.answer = h(
      "li",
      { class: "answer", "aria-busy": "true" },
      h("h3", {}, texts.answer),
      this.notices,
      this.text,
      this.sources.element,
      this.cards,
      this.foot,
      this.stage,
    );
    this.progress(texts.sending);
  }

  apply(event: ChatEvent): void {
    switch (event.type) {
      case "stage":
        this.progress(event.data.text);
        break;
      case "citation":
        this.sources.add(event.data);
        break;
      case "sentence":
        this.sentence(event.data);
        break;
      case "card": {
        const { texts, map } = this.settings;
        const card = cardElement(event.data, { texts, map, fresh: !!this.announcer });
        if (!card) break;
        if (event.data.kind === "notice") this.notice(card);
        else this.cards.append(card);
        break;
      }
      case "done":
        this.done(event.data);
    }
  }

  /** The person stopped the answer; what is there stays. */
  stop(): void {
    const { texts } = this.settings;
    this.close(this.spoken.length ? texts.stopped : texts.stoppedEmpty);
  }

  fail(failure: Failure): void {
    const text = failure.text || this.settings.texts[failure.kind];
    const retry = h("button", { type: "button", class: "button", click: () => this.actions.retry() }, this.settings.texts.retry);
    this.foot.append(h("div", { class: "failure" }, h("p", {}, ...linked(text)), failure.retry && retry));
    this.close("", text);
  }

  /** A notice told further up is only named again: its text would push each answer out of sight. */
  private notice(card: HTMLElement): void {
    const title = card.firstElementChild!;
    if (this.answer.parentElement?.textContent?.includes(title.textContent!)) card.replaceChildren(title);
    this.notices.append(card);
  }

  private sentence({ text, citations, lang, links = [] }: Sentence): void {
    const lines = text.split("\n");
    const block = lines.length > 1 ? this.list(lines, lang, links) : this.paragraphOf(citations[0]);
    const end = lines.length > 1 ? block.lastElementChild! : block;
    if (end === block) end.append(h("span", { lang, dir: "auto" }, ...linked(text, links)));
    if (lang) this.translated = true;
    end.append("\u00a0", ...citations.map((n) => this.sources.marker(n, block)), " ");
    this.spoken.push(text);
  }

  /** A sentence of several lines is a list; a first line that ends in a colon leads to it. */
  private list(lines: string[], lang: string | undefined, links: Link[]): HTMLElement {
    this.paragraph = undefined;
    const [first = "", ...rest] = lines;
    const heading = first.endsWith(":");
    if (heading) this.text.append(h("p", { dir: "auto", lang }, ...linked(first, links)));
    const items = heading ? rest : lines;
    // Steps bring their own numbers.
    const list = h("ul", { dir: "auto", lang, class: /^1\. /.test(items[0]!) && "bare" }, ...items.map((line) => h("li", {}, ...linked(line, links))));
    this.text.append(list);
    return list;
  }

  /** Sentences of one document share a paragraph. */
  private paragraphOf(citation: number | undefined): HTMLElement {
    const document = this.sources.documentOf(citation);
    if (this.paragraph?.document !== document) {
      this.paragraph = { element: h("p", { dir: "auto" }), document };
      this.text.append(this.paragraph.element);
    }
    return this.paragraph.element;
  }

  private done(done: Done): void {
    const { texts } = this.settings;
    const { generated_by = "", message, message_lang: lang, note } = done;
    const status = done.danger ? "danger" : done.status;
    this.answer.dataset.status = status;
    // The machine-readable AI mark of this answer, beside the visible one.
    this.answer.dataset.generatedBy = generated_by;
    if (done.lang) this.text.lang = done.lang;
    // What is not decided here, or what the text is, stands before what holds in general.
    if (message) this.text.prepend(...message.split("\n\n").map((part) => h("p", { dir: "auto", lang }, ...linked(part))));
    if (note) this.text.append(h("p", { dir: "auto", lang, class: "small" }, note));
    if (done.options?.length) this.foot.append(buttons(done.options, this.actions.choose));
    if (status === "refused") this.help(done);
    const { translated } = this;
    // Beside a translation stands what it translates.
    if (translated) this.sources.quoteAll();
    const made = generated_by === "extractive" ? texts.extractive : translated ? `${texts.written} ${texts.translated}` : texts.written;
    this.close(this.sources.count ? made : "", [message, ...this.spoken, note].join(" "));
    if (!this.announcer) return;
    this.settings.emit("answer", { status: done.status, lang: done.lang });
    if (this.settings.features.feedback && status !== "clarify" && status !== "danger") this.foot.append(feedback(done.answer_id, this.settings, this.announcer));
  }

  /** A refusal's ways on: a near page, and people in writing; its message names them and their phone already. */
  private help({ nearest = [] }: Done): void {
    const { texts, contact, features } = this.settings;
    const near = nearest.map((page) => h("li", {}, link(page.title, page.url, own(page))));
    const parts = [
      ...(near.length ? [h("h4", {}, texts.nearest), h("ul", {}, ...near)] : []),
      ...(contact ? [h("h4", {}, texts.person), h("p", {}, link(texts.write, contact))] : []),
      ...(features.handover ? [h("button", { type: "button", class: "button", click: () => this.actions.handOver() }, texts.handover)] : []),
    ];
    if (parts.length) this.foot.append(h("section", { class: "card" }, ...parts));
  }

  private progress(text: string): void {
    if (this.stage.textContent === text) return;
    this.stage.textContent = text;
    this.announcer?.progress(text);
  }

  /** Ends the turn: `note` stays below it, `said` (or the note) is announced. */
  private close(note: string, said = note): void {
    this.answer.removeAttribute("aria-busy");
    this.stage.remove();
    if (note) this.foot.append(h("p", { class: "small" }, note));
    this.announcer?.answer(said);
  }
}
