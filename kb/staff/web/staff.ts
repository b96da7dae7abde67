// The staff pages' script: htmx, and the keys that htmx does not know.
import "htmx.org/dist/htmx.esm.js";

/** Ctrl+K (or Cmd+K) leads to the search field from everywhere, with its text selected. */
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  const field = document.querySelector<HTMLInputElement>("#q");
  if (!field) return;
  event.preventDefault();
  field.select();
  field.focus();
});
