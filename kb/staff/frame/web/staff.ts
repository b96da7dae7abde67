// The staff pages' script: htmx, and what htmx does not know.
import "htmx.org/dist/htmx.esm.js";
import { autosave } from "./autosave";
import { copy } from "./copy";
import { search } from "./search";
import { forgetOthers, reply } from "./reply";
import { trial } from "./trial";

const field = document.querySelector<HTMLInputElement>("#q[role=combobox]");

/** Ctrl+K (or Cmd+K) leads to the search field from everywhere, with its text selected. */
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (!document.querySelector(".person")) return; // nobody is signed in
  event.preventDefault();
  if (!field) {
    location.href = "/staff/search";
    return;
  }
  field.select();
  field.focus();
});

// A button copies the field that it names.
for (const button of document.querySelectorAll<HTMLElement>("[data-copies]")) {
  const source = document.querySelector<HTMLTextAreaElement>("#" + button.dataset.copies)!;
  button.addEventListener("click", () => void copy(source.value, "Kopiert"));
}

if (field) search(field);
const arm = document.querySelector<HTMLInputElement>("#arm");
if (field && arm) trial(field, arm);
const writing = document.querySelector<HTMLFormElement>("form[data-autosave]");
if (writing) autosave(writing);
// Whoever signs in next at this window is perhaps somebody else.
if (document.querySelector(".sign-in")) forgetOthers();
document.querySelector("form[action='/staff/sign-out']")?.addEventListener("submit", () => sessionStorage.clear());
reply();
