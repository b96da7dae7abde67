// The search page: a field that keeps the focus while arrows choose among the hits, keys for
// what an agent does with an answer, and what this window remembers.

import { copy, say } from "./copy";

const RECENT = "auskunft.recent";
const RECENT_SHOWN = 8;

/** Preferences of this device; without one it is off. Single keys are on until switched off. */
const preference = {
  get: (name: string) => localStorage.getItem("auskunft." + name) === "true",
  set: (name: string, on: boolean) => localStorage.setItem("auskunft." + name, String(on)),
};

export function search(field: HTMLInputElement) {
  const hits = () => [...document.querySelectorAll<HTMLElement>(".hit")];
  const chosen = () => document.querySelector<HTMLElement>(".hit[aria-selected=true]");
  const linkOf = (hit: HTMLElement | null) => hit?.querySelector<HTMLAnchorElement>("a.title")?.href;

  /** Chooses a hit, or none. Its place stands in the address, so that Back finds it again. */
  const choose = (hit: HTMLElement | null) => {
    for (const other of hits()) other.setAttribute("aria-selected", String(other === hit));
    const address = location.pathname + location.search;
    if (hit) {
      field.setAttribute("aria-activedescendant", hit.id);
      hit.scrollIntoView({ block: "nearest" });
      history.replaceState(history.state, "", address + "#" + hit.id);
    } else {
      field.removeAttribute("aria-activedescendant");
      if (location.hash) history.replaceState(history.state, "", address);
    }
  };

  const move = (by: number) => {
    const all = hits();
    const at = all.indexOf(chosen()!) + by;
    if (all.length > 0) choose(at < 0 ? null : all[Math.min(at, all.length - 1)]!);
  };

  // What the window remembers

  const recent = () => JSON.parse(sessionStorage.getItem(RECENT) ?? "[]") as string[];

  const remember = (query: string) => {
    if (!query) return;
    const all = [query, ...recent().filter((q) => q !== query)].slice(0, RECENT_SHOWN);
    sessionStorage.setItem(RECENT, JSON.stringify(all));
  };

  const showRecent = () => {
    const section = document.querySelector<HTMLElement>("#recent")!;
    const all = recent();
    section.hidden = field.value.trim() !== "" || all.length === 0;
    section.querySelector("ul")!.replaceChildren(
      ...all.map((query) => {
        const link = document.createElement("a");
        link.href = "/staff/search?" + new URLSearchParams({ q: query, answer: "1" });
        link.textContent = query;
        const item = document.createElement("li");
        item.append(link);
        return item;
      }),
    );
  };

  // What can be done, by button and by key

  const toggle = (selector: string) => {
    const details = document.querySelector<HTMLDetailsElement>(selector);
    const form = selector === ".filter" ? "select" : selector === "#report" ? "textarea" : "summary";
    if (!details) return say("Dafür braucht es erst eine Antwort.");
    details.open = !details.open;
    details.querySelector<HTMLElement>(details.open ? form : "summary")!.focus();
    details.scrollIntoView({ block: "nearest" });
  };

  const showCompact = () => {
    const on = preference.get("compact");
    document.documentElement.classList.toggle("compact", on);
    document.querySelector("[data-do=compact]")!.setAttribute("aria-pressed", String(on));
  };

  const actions: Record<string, () => void> = {
    copy() {
      const all = document.querySelector<HTMLInputElement>("#with-internal")?.checked;
      const text = document.querySelector(all ? "#copy-all" : "#copy-public")?.textContent;
      if (!text) return say("Zum Kopieren braucht es erst eine Antwort.");
      void copy(text, all ? "Text mit Internem kopiert" : "Text kopiert");
    },
    link() {
      const link = linkOf(chosen()) ?? document.querySelector<HTMLElement>("[data-link]")?.dataset.link;
      if (!link) return say("Es gibt hier keinen Link.");
      void copy(link, "Link kopiert");
    },
    aloud: () => toggle("#aloud"),
    report: () => toggle("#report"),
    helped() {
      const button = document.querySelector<HTMLButtonElement>("#helped");
      if (!button) return say("Dafür braucht es erst eine Antwort.");
      button.click();
    },
    filter: () => toggle(".filter"),
    compact() {
      preference.set("compact", !preference.get("compact"));
      showCompact();
      say(preference.get("compact") ? "Dichte Liste" : "Luftige Liste");
    },
    help: () => document.querySelector<HTMLDialogElement>("#help")!.showModal(),
    forget() {
      sessionStorage.removeItem(RECENT);
      showRecent();
      field.focus();
      say("Zuletzt gesuchtes gelöscht");
    },
  };

  const keys: Record<string, string> = { c: "copy", l: "link", v: "aloud", j: "helped", m: "report", f: "filter", d: "compact", "?": "help" };

  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-do]");
    if (button) actions[button.dataset.do!]?.();
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const typing = (event.target as Element).closest("input:not([type=checkbox]), textarea, select");
    if (!event.altKey && (typing || preference.get("no-single-keys"))) return;
    const key = event.altKey && event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : event.key;
    const action = actions[keys[key] ?? ""];
    if (!action) return;
    event.preventDefault();
    action();
  });

  field.addEventListener("keydown", (event) => {
    const link = linkOf(chosen());
    if (event.isComposing || event.altKey) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && chosen()) {
      remember(field.value.trim());
      if (!link) say("Dieser Treffer hat keine Seite.");
      else if (event.ctrlKey) window.open(link, "_blank", "noopener");
      else location.href = link;
    } else if (event.key === "Escape" && chosen()) choose(null);
    else if (event.key === "Escape") document.querySelector<HTMLElement>("#main")!.focus();
    else return;
    event.preventDefault();
  });

  field.addEventListener("input", showRecent);
  field.form!.addEventListener("submit", () => remember(field.value.trim()));

  document.addEventListener("htmx:after:swap", () => {
    field.setAttribute("aria-expanded", String(hits().length > 0));
    if (!chosen()) field.removeAttribute("aria-activedescendant");
  });

  const single = document.querySelector<HTMLInputElement>("#single-keys")!;
  single.checked = !preference.get("no-single-keys");
  single.addEventListener("change", () => preference.set("no-single-keys", !single.checked));

  showCompact();
  // In the task after the one in which htmx takes up its work.
  setTimeout(() => {
    if (field.value !== field.defaultValue) {
      // Somebody was quicker than this script, or came back to a field that was changed.
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else {
      // A search that is shown again can be typed over or added to at once.
      field.focus({ preventScroll: true });
      field.select();
    }
    const before = hits().find((hit) => "#" + hit.id === location.hash);
    if (before) choose(before);
    showRecent();
  });
}
