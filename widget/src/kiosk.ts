import { h } from "./dom";
import style from "./kiosk.css";
import type { Panel } from "./panel";
import { fill } from "./texts";
import { kiosk as de } from "./texts/de.json";
import { kiosk as en } from "./texts/en.json";

type Texts = typeof de;

/** Seconds without input after which it is asked whether somebody is there, when the attribute names none. */
const standardIdle = 90;

/** Seconds to answer that: WCAG 2.2.1 wants twenty at least. */
const countdown = 30;

const input = ["pointerdown", "keydown", "input", "wheel", "touchmove"];

/**
 * Makes the panel the screen of a self-service terminal: it fills the screen, no link
 * leads out of it, and it empties itself when nobody is there any more. Returns how to leave.
 */
export function enter(panel: Panel, attribute: string, reset: () => void): () => void {
  const { element, settings } = panel;
  const texts = ({ de, en } as { [lang: string]: Texts })[settings.lang] ?? (settings.file.kiosk as Texts);
  const seconds = Number(attribute) || standardIdle;
  const root = element.getRootNode() as ShadowRoot;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets.slice(0, 1), sheet];
  const over = new AbortController();

  // Whatever shows a link, now or later, shows its address instead.
  new MutationObserver(() => unlink(element)).observe(element, { childList: true, subtree: true });
  unlink(element);
  const finish = h("button", { type: "button", class: "button", click: reset }, texts.finish);
  element.querySelector(".intro")!.append(h("p", {}, fill(texts.shared, { n: seconds + countdown })));
  element.querySelector("footer")!.append(finish);

  const count = h("p");
  const stay = h("button", { type: "button", class: "button primary" }, texts.stay);
  const ask = h("div", { class: "idle", role: "alertdialog", "aria-labelledby": "idle", "aria-describedby": "idle-text", hidden: true });
  const said = h("p", { id: "idle-text", class: "hidden" }, fill(texts.idle, { n: countdown }));
  ask.append(h("h3", { id: "idle" }, texts.idleTitle), said, count, stay);
  count.setAttribute("aria-hidden", "true");
  element.append(ask);

  let quiet = 0;
  let before: Element | null = null;
  const awake = () => {
    quiet = 0;
    if (ask.hidden) return;
    ask.hidden = true;
    (before instanceof HTMLElement ? before : panel.field).focus();
  };
  input.forEach((name) => root.addEventListener(name, awake, { signal: over.signal, passive: true }));
  const clock = setInterval(() => {
    // An answer on its way is somebody waiting; an untouched screen has nothing to clear.
    quiet = panel.busy || !panel.used ? 0 : quiet + 1;
    if (quiet < seconds) return;
    count.textContent = fill(texts.idle, { n: seconds + countdown - quiet });
    if (quiet >= seconds + countdown) return reset();
    if (!ask.hidden) return;
    before = root.activeElement;
    ask.hidden = false;
    stay.focus();
  }, 1_000);
  return () => {
    over.abort();
    clearInterval(clock);
    root.adoptedStyleSheets = root.adoptedStyleSheets.slice(0, 1);
  };
}

/** Puts text with the address in every link's place; an address that is its own text stands once. */
function unlink(element: HTMLElement): void {
  element.querySelectorAll("a").forEach((a) => {
    const address = /^(tel|mailto):/.test(a.protocol) ? "" : a.host + decode(a.pathname).replace(/\/$/, "");
    a.replaceWith(h("span", { class: "address" }, h("strong", {}, a.textContent), address && h("span", { class: "small" }, ` (${address})`)));
  });
}

function decode(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
