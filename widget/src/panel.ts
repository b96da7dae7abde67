import { Announcer } from "./announce";
import { Conversation } from "./conversation";
import { h, icon, link, phone } from "./dom";
import type { Settings } from "./settings";
import { Turn } from "./turn";

const closeIcon = "M6 6l12 12M18 6L6 18";
const deleteIcon = "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5";

/** Longest question the server takes, in characters. */
const longestQuestion = 1000;

/** The dialog: header, transcript, field. It does not know how it is opened. */
export class Panel {
  readonly element: HTMLElement;
  readonly field: HTMLTextAreaElement;
  private readonly announcer = new Announcer();
  private readonly conversation = new Conversation();
  private readonly transcript = h("ol", { class: "transcript" });
  private readonly send: HTMLButtonElement;
  private readonly stop: HTMLButtonElement;
  private readonly remove: HTMLButtonElement;
  /** The answer stays in view as it grows, until the reader scrolls. */
  private follow: HTMLElement | undefined;

  constructor(
    private readonly settings: Settings,
    close: () => void,
  ) {
    const { texts } = settings;
    this.field = h("textarea", { id: "field", rows: "1", maxlength: String(longestQuestion), autocomplete: "off", "aria-describedby": "personal" });
    this.field.addEventListener("keydown", (event) => this.enter(event));
    this.send = h("button", { class: "button primary" }, texts.send);
    this.stop = h("button", { type: "button", class: "button", hidden: true, click: () => this.conversation.stop() }, texts.stop);
    this.remove = iconButton(texts.delete, deleteIcon, () => void this.delete());
    this.remove.hidden = true;
    this.element = h(
      "div",
      { id: "panel", class: "panel", role: "dialog", "aria-labelledby": "name", lang: settings.lang, hidden: true },
      this.header(close),
      this.body(),
      this.form(),
      this.announcer.status,
      this.announcer.log,
    );
    for (const turn of this.conversation.resume()) {
      const shown = this.turn(turn.question);
      turn.events.forEach((event) => shown.apply(event));
    }
  }

  /** Ends an answer that nobody will see. */
  stopAnswer(): void {
    this.conversation.stop();
  }

  private header(close: () => void): HTMLElement {
    const { texts, name } = this.settings;
    return h(
      "header",
      {},
      h("h2", { id: "name" }, name),
      h("span", { class: "mark" }, h("span", { class: "hidden" }, texts.aiName), h("span", { "aria-hidden": "true" }, texts.ai)),
      this.remove,
      iconButton(texts.close, closeIcon, close),
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
        (privacy || accessibility) &&
          h("p", { class: "links" }, privacy && link(texts.privacy, privacy), accessibility && link(texts.accessibility, accessibility)),
      ),
      this.transcript,
    );
  }

  /** The field, and help by people at the same place in every state. */
  private form(): HTMLElement {
    const { texts, contact } = this.settings;
    const submit = (event: Event) => {
      event.preventDefault();
      void this.ask(this.field.value.trim());
    };
    return h(
      "form",
      { submit },
      h("label", { for: "field" }, texts.field),
      h("div", { class: "row" }, this.field, this.send, this.stop),
      h(
        "p",
        { class: "help small" },
        `${texts.help} `,
        phone(this.settings.phone),
        contact && " · ",
        contact && link(texts.write, contact),
      ),
    );
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
      this.announcer.progress(this.settings.texts.empty);
      this.field.focus();
      return;
    }
    this.field.value = "";
    const turn = this.turn(question, this.announcer);
    this.busy(true);
    const show = () => this.follow?.scrollIntoView({ block: "start" });
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
    this.busy(false);
  }

  /** A new turn at the end of the transcript; without announcer it is an old one shown again. */
  private turn(question: string, announcer?: Announcer): Turn {
    const actions = {
      choose: (option: string) => this.again(option),
      retry: () => {
        if (this.field.value === question) this.field.value = "";
        this.again(question);
      },
    };
    const turn = new Turn(question, this.settings, actions, announcer);
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

  private busy(busy: boolean): void {
    const focused = (this.element.getRootNode() as ShadowRoot).activeElement;
    this.send.hidden = busy;
    this.stop.hidden = !busy;
    // The button that had the focus is gone: the field is the next thing to use.
    if (focused === this.send || focused === this.stop) this.field.focus();
  }

  private async delete(): Promise<void> {
    const { texts } = this.settings;
    this.transcript.replaceChildren();
    this.remove.hidden = true;
    this.field.value = "";
    this.field.focus();
    this.announcer.progress((await this.conversation.delete(this.settings)) ? texts.deleted : texts.deletedHere);
  }
}

function iconButton(name: string, path: string, click: () => void): HTMLButtonElement {
  return h("button", { type: "button", class: "plain", "aria-label": name, title: name, click }, icon(path));
}
