import { AuskunftChat } from "./element";

// Only while the script runs does the page say where it came from.
const script = document.currentScript;
if (script instanceof HTMLScriptElement && script.src) {
  AuskunftChat.base = new URL(".", script.src).href;
}
// A page may embed the script twice; the first one counts.
if (!customElements.get("auskunft-chat")) customElements.define("auskunft-chat", AuskunftChat);
