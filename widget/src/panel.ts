import { Announcer } from "./announce";
import type { Conversation } from "./conversation";
import { buttons, h, icon, link, phone } from "./dom";
import type { Settings } from "./settings";
import { launchers } from "./texts";
import { Turn } from "./turn";

const closeIcon = "M6 6l12 12M18 6L6 18";
const deleteIcon = "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5";

/** Longest question the server takes, in characters. */
const longestQuestion = 1000;

/** Name of the later part, with a hash of its content. Put in by the build. */
declare const HANDOVER_FILE: string;

/** What the dialog asks of the element it stands in. */
export interface Host {
  close(): void;
  speak(lang: string): void;
}

/** The dialog: header, transcript, field. It does not know how it is opened. */
export class Panel {
  readonly element: HTMLElement;
  readonly field: HTMLTextAreaElement;
  readonly language: HTMLSelectElement;
  /** What shows the city's colours as text. */
  readonly coloured: HTMLElement[];
  readonly announcer = new Announcer();
  private readonly transcript = h("ol", { class: "transcript" });
  private readonly suggestions = h("div");
  private readonly note = h("p", { class: "small", hidden: true });
  private readonly send: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly remove: HTMLButtonElement;
  private readonly simple: HTMLElement;
  private readonly handover: HTMLButtonElement;
  private readonly write = h("span");
  private readonly talk: HTMLElement[];
  /** The answer stays in view as it grows, until the reader scrolls. */
  private follow: HTMLElement | undefined;

  constructor(
    readonly settings: Settings,
    private readonly conversation: Conversation,
    dir: string,
    private readonly host: Host,
  ) {
    const { texts, lang, contact } = settings;
    this.field = h("textarea", { id: "field", rows: "1", maxlength: String(longestQuestion), autocomplete: "off", "aria-describedby": "personal" });
    this.field.addEventListener("keydown", (event) => this.enter(event));
    this.send = h("button", { class: "button primary" }, texts.send);
    this.stop = h("button", { type: "button", class: "button", hidden: true, click: () => conversation.stop() }, texts.stop);
    this.remove = iconButton(texts.delete, deleteIcon, () => void this.delete());
    this.remove.hidden = true;
    this.language = h("select", { id: "language", change: () => host.speak(this.language.value) });
    this.speakable(Object.keys(launchers));
    const simple = h("input", { type: "checkbox", change: () => (conversation.simple = simple.checked) });
    simple.checked = conversation.simple;
    this.simple = h("label", { class: "simple", hidden: true }, simple, texts.simple);
    this.handover = h("button", { type: "button", class: "plain", hidden: true, click: () => void this.handOver() }, texts.handover);
    if (contact) this.write.append(link(texts.write, contact));
    const header = this.header();
    this.talk = [this.body(), this.form()];
    this.coloured = [this.send, header, this.stop];
    this.element = h(
      "div",
      { id: "panel", class: "panel", role: "dialog", "aria-labelledby": "name", lang, dir, hidden: true },
      header,
      ...this.talk,
      this.help(),
      this.announcer.status,
      this.announcer.log,
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") host.close();
    });
    for (const turn of conversation.turns) {
      const shown = this.turn(turn.question);
      turn.events.forEach((event) => shown.apply(event));
    }
  }

  get busy(): boolean {
    return this.conversation.busy;
  }

  /** Whether there is anything of a person in it. */
  get used(): boolean {
    return this.field.value !== "" || this.talk.some((part) => part.hidden) || this.transcript.hasChildNodes();
  }

  emit(name: string): void {
    this.settings.emit(name);
  }

  /** Shows what the server says that it offers. */
  offer(): void {
    const { texts, features } = this.settings;
    if (features.languages) this.speakable(features.languages);
    this.simple.hidden = !features.simple;
    this.handover.hidden = !features.handover;
    this.write.hidden = !!features.handover;
    if (!features.suggestions?.length || this.transcript.hasChildNodes()) return;
    this.suggestions.replaceChildren(h("h3", {}, texts.suggestions), buttons(features.suggestions, (question) => this.again(question)));
  }

  /** Empties the conversation on both sides; false when the server could not be told. */
  forget(): Promise<boolean> {
    return this.conversation.delete(this.settings);
  }

  /** The languages to choose from, each by its own name. */
  private speakable(languages: string[]): void {
    const { lang } = this.settings;
    const known = Object.keys(launchers).filter((other) => other === lang || languages.includes(other));
    const name = (other: string) => new Intl.DisplayNames(other, { type: "language" }).of(other);
    this.language.replaceChildren(...known.map((other) => h("option", { value: other, lang: other, selected: other === lang }, name(other))));
  }

  private header(): HTMLElement {
    const { texts, name } = this.settings;
    return h(
      "header",
      { role: "none" }, // the banner is the city's page's; likewise the footer below
      h("h2", { id: "name" }, name),
      h("span", { class: "mark" }, h("span", { class: "hidden" }, texts.aiName), h("span", { "aria-hidden": "true" }, texts.ai)),
      this.remove,
      iconButton(texts.close, closeIcon, () => this.host.close()),
    );
  }

  /** What is said before the first question, and the transcript. */
  private body(): HTMLElement {
    const { texts, privacy, accessibility } = this.settings;
    const stopFollowing = () => (this.follow = undefined);
    return h(
      "div",
      {
        class: "body",
        role: "region",
        "aria-label": texts.transcript,
        tabindex: "0",
        wheel: stopFollowing,
        touchmove: stopFollowing,
        keydown: stopFollowing,
        pointerdown: stopFollowing,
      },
      h(
        "div",
        { class: "intro" },
        h("p", {}, h("strong", {}, texts.noticeTitle)),
        h("p", {}, texts.notice),
        h("p", { id: "personal" }, texts.personal),
        h(
          "div",
          { class: "links" },
          privacy && link(texts.privacy, privacy),
          accessibility && link(texts.accessibility, accessibility),
          h("span", {}, h("label", { for: "language", class: "hidden" }, texts.language), this.language),
        ),
      ),
      this.suggestions,
      this.transcript,
    );
  }

  private form(): HTMLElement {
    const { texts } = this.settings;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.ask(this.field.value.trim());
    };
    return h(
      "form",
      { submit },
      h("div", { class: "labels" }, h("label", { for: "field" }, texts.field), this.simple),
      h("div", { class: "row" }, this.field, this.send, this.stop),
      this.note,
    );
  }

  /** Help by people, at the same place in every state. */
  private help(): HTMLElement {
    const { texts, phone: number } = this.settings;
    return h("footer", { role: "none", class: "small" }, h("span", {}, `${texts.help} `, phone(number)), this.write, this.handover);
  }

  /** Enter sends, Shift+Enter makes a new line. */
  private enter(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send.form?.requestSubmit();
  }

  private async ask(question: string): Promise<void> {
    if (this.conversation.busy) return;
    if (!question) {
      this.say(this.settings.texts.empty);
      this.field.focus();
      return;
    }
    this.field.value = "";
    this.note.hidden = true;
    const turn = this.turn(question, this.announcer);
    this.working(true);
    const show = () => {
      this.follow?.scrollIntoView({ block: "start" });
      // Within a page this has moved the page, too, and the header out of sight.
      if (this.follow) this.element.scrollIntoView({ block: "nearest" });
    };
    this.follow = turn.question;
    show();
    await this.conversation.ask(question, this.settings, {
      apply: (event) => (turn.apply(event), show()),
      stop: () => turn.stop(),
      fail: (failure) => {
        turn.fail(failure);
        this.field.value ||= question;
        show();
      },
    });
    this.working(false);
  }

  /** A new turn at the end of the transcript; without announcer it is an old one shown again. */
  private turn(question: string, announcer?: Announcer): Turn {
    const actions = {
      choose: (option: string) => this.again(option),
      handOver: () => void this.handOver(),
      retry: () => {
        if (this.field.value === question) this.field.value = "";
        this.again(question);
      },
    };
    const turn = new Turn(question, this.settings, actions, announcer);
    this.suggestions.replaceChildren();
    this.transcript.append(turn.question, turn.answer);
    this.remove.hidden = false;
    return turn;
  }

  /** Asks by a button of the transcript; what stands in the field is not lost. */
  private again(question: string): void {
    const draft = this.field.value;
    void this.ask(question);
    this.field.value = draft;
    this.field.focus();
  }

  private working(busy: boolean): void {
    const focused = (this.element.getRootNode() as ShadowRoot).activeElement;
    this.send.hidden = busy;
    this.stop.hidden = !busy;
    this.language.disabled = busy; // another one draws all this again
    // The button that had the focus is gone: the field is the next thing to use.
    if (focused === this.send || focused === this.stop) this.field.focus();
  }

  private async delete(): Promise<void> {
    const { texts } = this.settings;
    this.transcript.replaceChildren();
    this.remove.hidden = true;
    this.field.value = "";
    this.field.focus();
    this.say((await this.forget()) ? texts.deleted : texts.deletedHere);
    this.offer();
  }

  /** Says something to eyes and ears. */
  private say(text: string): void {
    this.note.textContent = text;
    this.note.hidden = false;
    this.announcer.progress(text);
  }

  /** Puts the form for a person's request in the conversation's place until it is left. */
  private async handOver(): Promise<void> {
    const { settings, announcer, conversation, field } = this;
    try {
      const module = (await import(settings.base + HANDOVER_FILE)) as typeof import("./handover");
      const show = (talk: boolean) => {
        this.talk.forEach((part) => (part.hidden = !talk));
        this.handover.hidden = !talk;
      };
      const back = () => {
        view.remove();
        show(true);
        this.handover.focus();
      };
      const view = module.handover(settings, announcer, conversation.turns, field.value, back);
      show(false);
      this.talk[1]!.after(view);
      view.querySelector("h3")!.focus();
    } catch {
      this.say(settings.texts.unavailable);
    }
  }
}

function iconButton(name: string, path: string, click: () => void): HTMLButtonElement {
  return h("button", { type: "button", class: "plain", "aria-label": name, title: name, click }, icon(path));
}
