// What several pages do with text: say it in #said, and copy it.

/** Says something to eyes and ears, once. */
export function say(text: string) {
  const said = document.querySelector<HTMLElement>("#said")!;
  said.textContent = "";
  setTimeout(() => (said.textContent = text));
  clearTimeout(Number(said.dataset.timer));
  said.dataset.timer = String(setTimeout(() => (said.textContent = ""), 4000));
}

/** Copies a text and says that it is done. */
export async function copy(text: string, done: string) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without TLS a browser has no clipboard but this.
    const area = document.createElement("textarea");
    const focused = document.activeElement as HTMLElement | null;
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    focused?.focus();
  }
  document.dispatchEvent(new CustomEvent("auskunft:copied"));
  say(done);
}
