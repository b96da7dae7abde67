// Building elements without innerHTML: text is always text, so nothing the server
// sends can become markup, and a page that enforces Trusted Types has nothing to block.

import type { Link } from "./api";

export type Child = Node | string | null | undefined | false;
type Value = string | boolean | undefined | ((event: Event) => void);

/** An element with attributes (functions become listeners) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child): child is Node | string => !!child || child === ""));
  return element;
}

/** A decorative 24x24 line drawing; its button carries the name. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(svg.namespaceURI, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg as SVGSVGElement;
}

/** A link, or its bare text when the address is not one of the web's. */
export function link(text: string, url: string | undefined, attributes: Record<string, Value> = {}): HTMLElement {
  return url && /^(https?:|tel:|mailto:|\/(?![/\\]))/i.test(url) ? h("a", { href: url, ...attributes }, text) : h("span", attributes, text);
}

/** The language that a text of the city says it is written in, for screen readers; German when it says none. */
export function own({ lang = "de" }: { lang?: string }): Record<string, string> {
  return { lang, dir: "auto" };
}

/** A telephone link; the number is dialled without its spaces and dashes. */
export function phone(number: string): HTMLElement {
  return link(number, "tel:" + number.replace(/[^\d+]/g, ""), { class: "phone", dir: "ltr" });
}

/**
 * A text of ours with its addresses and telephone numbers as links: who is told to
 * call 112 must not have to type it. Of a text of sources only the links that come with it.
 */
export function linked(text: string, only?: Link[]): Child[] {
  const parts = text.split(/(https?:\S+[\w/]|\b11(?:6 \d{3}|\d)\b|\b0\d{2,}[ /]\d[\d -]+\d|[\w.-]+@\S+\w)/);
  return parts.map((part, i) => {
    const url = part.includes("@") ? "mailto:" + part : part.includes(":") && part;
    return i % 2 === 0 || (only && !only.some(({ title }) => title === part)) ? part : url ? link(part, url, { dir: "ltr" }) : phone(part);
  });
}

/** A list of buttons with texts to choose from. */
export function buttons(texts: string[], choose: (text: string) => void): HTMLElement {
  const button = (text: string) => h("button", { type: "button", class: "button", dir: "auto", click: () => choose(text) }, text);
  return h("ul", { class: "options" }, ...texts.map((text) => h("li", {}, button(text))));
}

/** A button that shows and hides `target`, and says so. */
export function discloses(button: HTMLButtonElement, target: HTMLElement): void {
  target.hidden = true;
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => {
    target.hidden = !target.hidden;
    button.setAttribute("aria-expanded", String(!target.hidden));
    if (!target.hidden) target.scrollIntoView({ block: "nearest" });
  });
}
