// The staff pages' script: htmx, and the keys that htmx does not know.
import "htmx.org/dist/htmx.esm.js";

/** A search that is shown again can be typed over or added to at once. */
const field = document.querySelector<HTMLInputElement>("#q");
if (field?.autofocus) {
  field.focus();
  field.select();
}

/** Ctrl+K (or Cmd+K) leads to the search field from everywhere, with its text selected. */
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (!field) return;
  event.preventDefault();
  field.select();
  field.focus();
});
