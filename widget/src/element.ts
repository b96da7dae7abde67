import { h, icon } from "./dom";
import { Panel } from "./panel";
import { attributes, settingsOf } from "./settings";
import style from "./style.css";

const chatIcon = "M4 5h16v11H10l-5 4v-4H4zM8 9h8M8 12h5";

let sheet: CSSStyleSheet | undefined;

/** One style sheet for all elements of a page; constructed, so that no CSP has to allow inline style. */
function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
  }
  return sheet;
}

/**
 * `<auskunft-chat>`: a launcher at the page's corner and a non-modal dialog. It makes
 * no request and stores nothing before the first question.
 */
export class AuskunftChat extends HTMLElement {
  static readonly observedAttributes = attributes;
  static scriptOrigin = "";

  private panel: Panel | undefined;
  private launcher: HTMLButtonElement | undefined;

  connectedCallback(): void {
    this.draw();
  }

  disconnectedCallback(): void {
    this.panel?.stopAnswer();
  }

  attributeChangedCallback(): void {
    if (this.panel) this.draw();
  }

  open(): void {
    this.show(true);
    this.panel?.field.focus();
  }

  close(): void {
    this.show(false);
    this.launcher?.focus();
  }

  private draw(): void {
    this.panel?.stopAnswer();
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [styleSheet()];
    const open = this.panel?.element.hidden === false;
    const settings = settingsOf(this, AuskunftChat.scriptOrigin);
    this.panel = new Panel(settings, () => this.close());
    this.launcher = h(
      "button",
      { type: "button", class: "launcher", "aria-haspopup": "dialog", "aria-controls": "panel", lang: settings.lang, click: () => this.open() },
      icon(chatIcon),
      settings.texts.launcher,
    );
    this.panel.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    root.replaceChildren(this.launcher, this.panel.element);
    this.show(open);
  }

  private show(open: boolean): void {
    if (!this.panel || !this.launcher) return;
    this.panel.element.hidden = !open;
    this.launcher.hidden = open;
    this.launcher.setAttribute("aria-expanded", String(open));
  }
}
