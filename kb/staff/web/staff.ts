// The staff pages' script: htmx, and the keys that htmx does not know.
import "htmx.org/dist/htmx.esm.js";

const field = document.querySelector<HTMLInputElement>("#q");

// In the task after the one in which htmx takes up its work.
setTimeout(() => {
  if (!field) return;
  if (field.value !== field.defaultValue) {
    // Somebody was quicker than this script, or came back to a field that was changed.
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    // A search that is shown again can be typed over or added to at once.
    field.focus();
    field.select();
  }
});

/** Ctrl+K (or Cmd+K) leads to the search field from everywhere, with its text selected. */
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (!field) return;
  event.preventDefault();
  field.select();
  field.focus();
});
