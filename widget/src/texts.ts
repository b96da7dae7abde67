import { widget as de } from "./texts/de.json";
import { widget as en } from "./texts/en.json";

/** The texts of one language; German is the complete set that others are held to. */
export type Texts = typeof de;

/** A language's file. Of German and English the widget carries `widget` only, and what is loaded later brings the rest. */
export interface TextFile {
  widget: Texts;
  handover?: object;
  kiosk?: object;
}

/** What the launcher says: the one text that a language needs before anything is loaded. */
export const launchers: Record<string, string> = {
  de: "Frage stellen",
  en: "Ask a question",
  tr: "Soru sor",
  uk: "Поставити запитання",
  ru: "Задать вопрос",
  ar: "اطرح سؤالاً",
  fr: "Poser une question",
  pl: "Zadaj pytanie",
};

const files: Record<string, TextFile> = { de: { widget: de }, en: { widget: en } };

/** The language of ours that a language tag means, German for one we do not have. */
export function languageOf(tag: string): string {
  const primary = tag.toLowerCase().split("-")[0]!;
  return primary in launchers ? primary : "de";
}

/** The texts of a language, and which it is: German when the file cannot be had. */
export async function textsFor(lang: string, base: string): Promise<[string, TextFile]> {
  try {
    return [lang, (files[lang] ??= (await (await fetch(`${base}texts/${lang}.json`, { credentials: "omit" })).json()) as TextFile)];
  } catch {
    return ["de", files.de!];
  }
}

/** Puts values into a text's {places}. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** A date as people of the language write it, "" for none. */
export function date(iso: string | undefined, texts: Texts): string {
  const time = new Date(iso ?? "");
  return isNaN(+time) ? "" : time.toLocaleDateString(texts.locale, { day: "2-digit", month: "2-digit", year: "numeric" });
}
