import de from "./texts/de.json";
import en from "./texts/en.json";

/** All texts of one language; German is the complete set that others are held to. */
export type Texts = typeof de;

const languages: Record<string, Texts> = { de, en };

/** The texts of the language, or the German ones; `lang` is what they are in. */
export function textsFor(lang: string): { lang: string; texts: Texts } {
  const primary = lang.toLowerCase().split("-")[0] ?? "";
  return primary in languages ? { lang: primary, texts: languages[primary]! } : { lang: "de", texts: de };
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
