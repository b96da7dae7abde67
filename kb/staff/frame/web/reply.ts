// The page that drafts replies: it says that a draft is being made, and copies the one that is
// shown, as somebody has edited it.
import { copy } from "./copy";

export function reply() {
  const form = document.querySelector<HTMLFormElement>("#paste");
  const button = document.querySelector<HTMLButtonElement>("#copy-letter");
  if (form) waitForDraft(form);
  if (button) copyLetter(button);
}

function waitForDraft(form: HTMLFormElement) {
  const working = form.querySelector<HTMLElement>(".working")!;
  form.addEventListener("submit", () => (working.textContent = "Der Entwurf entsteht …"));
  // Whoever comes back waits for nothing.
  addEventListener("pageshow", () => (working.textContent = ""));
}

function copyLetter(button: HTMLButtonElement) {
  button.addEventListener("click", () => {
    const all = document.querySelector<HTMLInputElement>("#with-internal")?.checked;
    const letter = document.querySelector<HTMLTextAreaElement>(all ? "#letter-all" : "#letter")!;
    void copy(letter.value, all ? "Entwurf mit Internem kopiert" : "Entwurf kopiert");
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyC") return;
    event.preventDefault();
    button.click();
  });
}
