import { textsFor, type Texts } from "./texts";

/** What the embedding page decides, by attributes of the element. */
export interface Settings {
  texts: Texts;
  lang: string;
  /** Origin of the answer desk; where this script came from when not given. */
  server: string;
  name: string;
  phone: string;
  /** Addresses; "" leaves the link out. */
  privacy: string;
  accessibility: string;
  contact: string;
  map: string;
}

/** Attributes whose change means that the element is drawn again. */
export const attributes = ["lang", "server", "name", "phone", "privacy", "accessibility", "contact", "map"];

export function settingsOf(element: HTMLElement, scriptOrigin: string): Settings {
  const of = (name: string) => element.getAttribute(name)?.trim() ?? "";
  const page = element.closest<HTMLElement>("[lang]")?.lang || document.documentElement.lang;
  const { lang, texts } = textsFor(page);
  return {
    lang,
    texts,
    server: (of("server") || scriptOrigin).replace(/\/$/, ""),
    name: of("name") || texts.name,
    phone: of("phone") || "115",
    privacy: of("privacy"),
    accessibility: of("accessibility"),
    contact: of("contact"),
    map: of("map"),
  };
}
