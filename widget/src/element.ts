import { features } from "./client";
import { checkContrast } from "./contrast";
import { Conversation } from "./conversation";
import { h, icon } from "./dom";
import { Panel } from "./panel";
import { attributes, pageLanguage, settingsOf, type Settings } from "./settings";
import style from "./style.css";
import { launchers, textsFor } from "./texts";

const chatIcon = "M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12h5";

/** Name of the later part, with a hash of its content. Put in by the build. */
declare const KIOSK_FILE: string;

let sheet: CSSStyleSheet | undefined;
let contrastChecked = false;

/** One style sheet for all elements of a page; constructed, so that no CSP has to allow inline style. */
function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
  }
  return sheet;
}

/**
 * `<auskunft-chat>`: a launcher at the page's corner and a non-modal dialog. It makes no
 * request before it is opened, and stores nothing before the first question. With the
 * attribute `kiosk` it fills the screen of a self-service terminal instead, with `inline` it
 * stands open where the page has it; what is inside the element is there for people without script.
 */
export class AuskunftChat extends HTMLElement {
  static readonly observedAttributes = attributes;
  static base = "";

  private conversation!: Conversation;
  private panel: Panel | undefined;
  private launcher: HTMLButtonElement | undefined;
  private features = {};
  private leaveKiosk: (() => void) | undefined;

  connectedCallback(): void {
    this.start();
    // Browsers keep the stream of a page that is kept for the way back, and allow a host six.
    addEventListener("pagehide", () => this.conversation.stop());
  }

  disconnectedCallback(): void {
    this.leaveKiosk?.();
    this.conversation.stop();
  }

  attributeChangedCallback(): void {
    if (!this.launcher) return;
    const open = this.panel?.element.hidden === false;
    this.reset();
    if (open) void this.draw();
  }

  async open(): Promise<void> {
    if (!this.panel) await this.draw();
    this.show(true);
    this.panel!.field.value ||= this.getAttribute("question") ?? "";
    if (!this.inline) this.panel!.field.focus(); // there it is a part of the page, which is read from its top
    this.panel!.emit("open");
  }

  close(): void {
    this.show(false);
    this.launcher!.focus();
    this.panel!.emit("close");
  }

  /** A conversation, and a launcher for it. */
  private start(): void {
    const kiosk = this.hasAttribute("kiosk");
    // Two elements of a page are told apart by their ids; a terminal stores nothing.
    this.conversation = new Conversation(kiosk ? "" : "auskunft-chat" + this.id);
    this.reset();
    if (kiosk || this.inline) void this.open();
  }

  /** Back to a launcher without a dialog. */
  private reset(): void {
    this.panel?.element.remove();
    this.panel = undefined;
    this.drawLauncher();
  }

  private get inline(): boolean {
    return this.hasAttribute("inline");
  }

  /** The language that was chosen, or the page's. */
  private get language(): string {
    return this.conversation.lang || pageLanguage(this);
  }

  private drawLauncher(): void {
    const lang = this.language;
    this.launcher?.remove();
    this.launcher = h(
      "button",
      { type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-expanded": "false", lang, dir: direction(lang), click: () => void this.open() },
      icon(chatIcon),
      launchers[lang],
    );
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [styleSheet()];
    root.prepend(this.launcher);
  }

  private async draw(): Promise<void> {
    this.conversation.stop();
    const { base } = AuskunftChat;
    const lang = this.language;
    const texts = await textsFor(lang, base);
    // A terminal that could not be made one stays closed.
    const kiosk = this.hasAttribute("kiosk") && ((await import(base + KIOSK_FILE)) as typeof import("./kiosk"));
    // Somebody going through the languages is shown the last one.
    if (this.panel && lang !== this.language) return;
    const settings = settingsOf(this, base, texts, this.features);
    const panel = new Panel(settings, this.conversation, direction(settings.lang), {
      close: () => kiosk || this.inline || this.close(),
      speak: (chosen) => void this.speak(chosen),
    });
    if (this.inline) panel.element.role = "region";
    this.panel?.element.remove();
    this.panel = panel;
    this.shadowRoot!.append(panel.element);
    this.show(true);
    if (!contrastChecked) checkContrast(panel.coloured, panel.element);
    contrastChecked = true;
    this.leaveKiosk?.();
    this.leaveKiosk = kiosk ? kiosk.enter(panel, this.getAttribute("kiosk")!, () => this.nextPerson()) : undefined;
    void this.offer(panel, settings);
  }

  /** Shows what the server offers as soon as it has said so. */
  private async offer(panel: Panel, { server, lang }: Settings): Promise<void> {
    if (!("languages" in this.features)) Object.assign(this.features, await features(server, lang));
    panel.offer();
  }

  /** Changes the language; what is typed stays, and the focus stays on the choice. */
  private async speak(lang: string): Promise<void> {
    const draft = this.panel!.field.value;
    this.conversation.choose(lang);
    this.drawLauncher();
    await this.draw();
    this.panel!.field.value = draft;
    this.panel!.language.focus();
  }

  /** A terminal is as if nobody had been there. */
  private async nextPerson(): Promise<void> {
    void this.panel!.forget();
    this.conversation = new Conversation("");
    await this.draw();
    this.panel!.field.focus();
  }

  private show(open: boolean): void {
    this.panel!.element.hidden = !open;
    this.launcher!.hidden = open;
    this.launcher!.setAttribute("aria-expanded", String(open));
  }
}

function direction(lang: string): string {
  return lang === "ar" ? "rtl" : "ltr";
}
