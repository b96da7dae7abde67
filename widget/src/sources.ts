import type { Citation } from "./api";
import { discloses, h, link, own } from "./dom";
import { date, fill, type Texts } from "./texts";

interface Entry {
  buttons: HTMLElement;
  quotes: HTMLElement;
}

/**
 * The sources of one answer: the numbered markers in its sentences and the list below,
 * one entry a document with its numbered quotes. A marker opens the quoted passage under
 * its own paragraph, the list opens it in the list. A citation may arrive before or after
 * the sentence that points to it.
 */
export class Sources {
  readonly element: HTMLElement;
  private readonly list = h("ul");
  private readonly citations = new Map<number, Citation>();
  private readonly entries = new Map<string, Entry>();
  private readonly markers: [number, HTMLButtonElement][] = [];

  constructor(private readonly texts: Texts) {
    this.element = h("section", { class: "sources", hidden: true }, h("h4", {}, texts.sources), this.list);
  }

  get count(): number {
    return this.citations.size;
  }

  add(citation: Citation): void {
    if (this.citations.has(citation.n)) return;
    this.citations.set(citation.n, citation);
    this.element.hidden = false;
    this.enter(citation);
    this.markers.forEach(([n, marker]) => n === citation.n && this.name(n, marker));
  }

  /** Opens every quote of the list. */
  quoteAll(): void {
    this.list.querySelectorAll<HTMLElement>(".quotes [aria-expanded=false]").forEach((button) => button.click());
  }

  /** What tells two documents apart; "" while the citation is not there. */
  documentOf(n: number | undefined): string {
    const citation = this.citations.get(n ?? 0);
    return citation ? `${citation.url} ${citation.title}` : "";
  }

  /** The marker "1" of a sentence; `paragraph` is what the quote opens under. */
  marker(n: number, paragraph: HTMLElement): HTMLButtonElement {
    const marker = h("button", { type: "button", class: "marker", "aria-expanded": "false" }, String(n));
    let quote: HTMLElement | undefined;
    const toggle = () => {
      const citation = this.citations.get(n);
      if (!quote && citation) {
        quote = this.quote(citation, () => (toggle(), marker.focus()));
        paragraph.after(quote);
        quote.scrollIntoView({ block: "nearest" });
      } else {
        quote?.remove();
        quote = undefined;
      }
      marker.setAttribute("aria-expanded", String(!!quote));
    };
    marker.addEventListener("click", toggle);
    marker.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !quote) return;
      event.stopPropagation();
      toggle();
    });
    this.markers.push([n, marker]);
    this.name(n, marker);
    return marker;
  }

  private name(n: number, marker: HTMLButtonElement): void {
    const title = this.citations.get(n)?.title;
    const name = fill(title ? this.texts.sourceNamed : this.texts.source, { n, title: title ?? "" });
    marker.setAttribute("aria-label", name);
    marker.title = name;
  }

  /** The passage in place, with a way to close it (also Esc). */
  private quote(citation: Citation, close: () => void): HTMLElement {
    const figure = h(
      "figure",
      { class: "quote", role: "group", "aria-label": fill(this.texts.quoteOf, { n: citation.n }) },
      h("blockquote", own(citation), citation.quote),
      h(
        "figcaption",
        {},
        link(citation.title, addressOf(citation), own(citation)),
        h("span", {}, this.place(citation)),
        h("button", { type: "button", class: "plain", click: close }, this.texts.quoteHide),
      ),
    );
    figure.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
    });
    return figure;
  }

  /** Puts a citation into the list: a new entry, or one more quote of a document that is there. */
  private enter(citation: Citation): void {
    const key = this.documentOf(citation.n);
    let entry = this.entries.get(key);
    if (!entry) {
      entry = { buttons: h("span", { class: "quotes" }), quotes: h("div") };
      this.entries.set(key, entry);
      const title = link(citation.title, addressOf(citation), own(citation));
      this.list.append(h("li", {}, title, h("div", { class: "small" }, this.origin(citation)), entry.buttons, entry.quotes));
    }
    const quote = h("blockquote", own(citation), citation.quote);
    const button = h("button", { type: "button", class: "plain" }, fill(this.texts.quote, { n: citation.n }));
    discloses(button, quote);
    entry.buttons.append(button);
    entry.quotes.append(quote);
  }

  /** Host and date of the last check: what makes a source trustworthy at a glance. */
  private origin(citation: Citation): HTMLElement {
    const checked = date(citation.checked_at, this.texts);
    const parts = [hostOf(citation.url), checked && fill(this.texts.checked, { date: checked })];
    return h("span", {}, parts.filter(Boolean).join(" · "));
  }

  /** Where in the source: section, paragraph, page. */
  private place(citation: Citation): string {
    const parts = [
      ...(citation.headings ?? []).filter((heading) => heading !== citation.title).slice(-2),
      isFragment(citation.anchor) ? "" : citation.anchor,
      citation.page ? fill(this.texts.page, { n: citation.page }) : "",
    ];
    return [...new Set(parts)].filter(Boolean).join(" · ");
  }
}

/** An anchor is a fragment of the address, or words such as "§ 5 Abs. 2". */
function isFragment(anchor = ""): boolean {
  return /^[^\s§]+$/.test(anchor);
}

function hostOf(url = ""): string {
  try {
    return new URL(url).host;
  } catch {
    return "";
  }
}

/**
 * The source's address, pointing as near to the quote as its kind allows: the page of
 * a PDF, or the anchor and the quote's own words (a text fragment; browsers that do
 * not find them open the page at its top).
 */
function addressOf(citation: Citation): string | undefined {
  if (!citation.url) return undefined;
  const base = citation.url.split("#")[0];
  if (citation.page) return `${base}#page=${citation.page}`;
  return `${base}#${isFragment(citation.anchor) ? citation.anchor : ""}:~:text=${fragmentOf(citation.quote)}`;
}

/**
 * The first and the last words of a quote; each must stand in one block of the page, and be
 * long enough not to stand elsewhere too.
 */
function fragmentOf(quote: string): string {
  const lines = quote.split("\n").map(shown).filter((words) => words.length);
  const first = lines[0] ?? [];
  const last = lines[lines.length - 1] ?? [];
  const part = (words: string[]) => encodeURIComponent(words.join(" ")).replace(/-/g, "%2D");
  return first === last && first.length <= 16 ? part(first) : `${part(first.slice(0, 8))},${part(last.slice(-8))}`;
}

/**
 * A line's words as the page shows them. A quote is text as it was extracted, where an
 * item has its marker, a link its address, and each cell of a row the name of its column.
 */
function shown(line: string): string[] {
  const cells = line.split(" | ");
  const texts = cells.length > 1 ? cells.map((cell) => cell.replace(/^[^:]*: /, "")) : cells;
  const longest = texts.reduce((a, b) => (b.length > a.length ? b : a));
  return longest
    .replace(/^(- |\d+\. )/, "")
    .replace(/:? https?:\/\/\S+$/, "")
    .split(/\s+/)
    .filter(Boolean);
}
