// The page that drafts replies: it says that a draft is being made, copies the one that is
// shown, as somebody has edited it, and keeps what was pasted from being lost. The mail is kept
// in this tab only, while its draft is being made: when the session has ended meanwhile, it is
// there again for the same person after signing in.
import { copy } from "./copy";

const KEY = "auskunft.mail";
const KEPT = 15 * 60_000; // ms; whoever comes back later begins anew

interface Kept {
  who: string;
  mail: string;
  at: number;
}

export function reply() {
  const form = document.querySelector<HTMLFormElement>("#paste");
  const button = document.querySelector<HTMLButtonElement>("#copy-letter");
  if (form) paste(form);
  if (button) {
    sessionStorage.removeItem(KEY); // there is a draft of it
    copyLetter(button);
  }
}

/** Forgets everything of this tab but a mail that waits for its writer to sign in again. */
export function forgetOthers() {
  const mail = sessionStorage.getItem(KEY);
  sessionStorage.clear();
  if (mail) sessionStorage.setItem(KEY, mail);
}

/** Asks before the page is left while unsaved() holds. */
function warnWhile(unsaved: () => boolean) {
  addEventListener("beforeunload", (event) => {
    if (unsaved()) event.preventDefault();
  });
}

function paste(form: HTMLFormElement) {
  const field = form.querySelector<HTMLTextAreaElement>("#mail")!;
  const working = form.querySelector<HTMLElement>(".working")!;
  const who = form.dataset.who!;
  let sent = false;

  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Kept | null;
  sessionStorage.removeItem(KEY);
  if (kept && kept.who === who && Date.now() - kept.at < KEPT && field.value === "") {
    field.value = kept.mail;
    working.textContent = form.dataset.back!;
  }

  form.addEventListener("submit", () => {
    sent = true;
    working.textContent = form.dataset.working!;
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ who, mail: field.value, at: Date.now() } satisfies Kept));
    } catch {
      // A thread of mails that the tab has no room for is sent all the same.
    }
  });
  // Whoever comes back waits for nothing.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sent = false;
    working.textContent = "";
  });
  warnWhile(() => !sent && field.value.trim() !== "");
}

function copyLetter(button: HTMLButtonElement) {
  let saved = false;
  button.addEventListener("click", () => {
    const all = document.querySelector<HTMLInputElement>("#with-internal")?.checked;
    const letter = document.querySelector<HTMLTextAreaElement>(all ? "#letter-all" : "#letter")!;
    void copy(letter.value, all ? "Entwurf mit Internem kopiert" : "Entwurf kopiert");
    saved = true;
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyC") return;
    event.preventDefault();
    button.click();
  });
  document.querySelector(".letter")!.addEventListener("input", () => (saved = false));
  document.addEventListener("copy", () => (saved = true)); // marked and copied by hand
  warnWhile(() => !saved);
}
