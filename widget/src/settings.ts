import type { Features } from "./api";
import { languageOf, type TextFile, type Texts } from "./texts";

/** What the embedding page decides, by attributes of the element, and what follows from it. */
export interface Settings {
  lang: string;
  texts: Texts;
  file: TextFile;
  /** Address of the script's folder, where texts and later parts come from. */
  base: string;
  /** Origin of the answer desk; where this script came from when not given. */
  server: string;
  name: string;
  phone: string;
  /** Addresses; "" leaves the link out. */
  privacy: string;
  accessibility: string;
  contact: string;
  map: string;
  /** What the server offers; empty until it has said so. */
  features: Features;
  /** Tells the page that something happened, never what was said. */
  emit(name: string, detail?: object): void;
}

/** Attributes whose change means that the element is drawn again. */
export const attributes = ["lang", "server", "name", "phone", "privacy", "accessibility", "contact", "map", "kiosk"];

/** The language of the page around the element. */
export function pageLanguage(element: HTMLElement): string {
  return languageOf(element.closest<HTMLElement>("[lang]")?.lang ?? document.documentElement.lang);
}

export function settingsOf(
  element: HTMLElement,
  base: string,
  [lang, file]: [string, TextFile],
  features: Features,
): Settings {
  const of = (name: string) => element.getAttribute(name)?.trim() ?? "";
  return {
    lang,
    texts: file.widget,
    file,
    base,
    server: (of("server") || new URL(base, location.href).origin).replace(/\/$/, ""),
    name: of("name") || file.widget.name,
    phone: of("phone") || "115",
    privacy: of("privacy"),
    accessibility: of("accessibility"),
    contact: of("contact"),
    map: element.hasAttribute("kiosk") ? "" : of("map"), // a terminal has no other page to show
    features,
    emit: (name, detail) =>
      void element.dispatchEvent(new CustomEvent("auskunft:" + name, { bubbles: true, composed: true, detail })),
  };
}
