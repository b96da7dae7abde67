// What browsertest asks a page, run before the page's own scripts. It only looks.
globalThis.browsertest = (() => {
  /** All elements that match, open shadow roots included, in document order. */
  function find(selector, root = document) {
    const found = [];
    for (const element of root.querySelectorAll("*")) {
      if (element.matches(selector)) found.push(element);
      if (element.shadowRoot) found.push(...find(selector, element.shadowRoot));
    }
    return found;
  }

  const clean = (text) => (text ?? "").replace(/\s+/g, " ").trim();

  function name(element) {
    const root = element.getRootNode();
    const labelled = element.getAttribute("aria-labelledby");
    return clean(
      element.getAttribute("aria-label") ||
        (labelled && root.getElementById(labelled)?.textContent) ||
        element.labels?.[0]?.textContent ||
        element.innerText ||
        element.textContent,
    );
  }

  function visible(selector, text) {
    return find(selector).filter(
      (element) =>
        element.checkVisibility({ visibilityProperty: true }) &&
        (clean(element.innerText).includes(text) || name(element).includes(text)),
    );
  }

  // The point where a click meets the element, where nothing lies over it.
  function middle(selector, text) {
    const element = visible(selector, text)[0];
    if (!element) return null;
    element.scrollIntoView({ block: "nearest", behavior: "instant" });
    const box = element.getClientRects()[0];
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    return meets(element, x, y) ? [x, y] : null;
  }

  function meets(element, x, y) {
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot?.elementFromPoint(x, y) && hit.shadowRoot.elementFromPoint(x, y) !== hit) {
      hit = hit.shadowRoot.elementFromPoint(x, y);
    }
    return !!hit && (element.contains(hit) || hit.closest("label")?.control === element);
  }

  function active() {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element === document.body ? null : element;
  }

  const focused = () => (active() ? name(active()) || active().localName : "");

  const typing = () => !!active()?.matches("input, textarea, [contenteditable]");

  function stored() {
    const keys = (storage) => Object.keys(storage);
    const cookies = document.cookie ? document.cookie.split("; ").map((cookie) => cookie.split("=")[0]) : [];
    return [...cookies, ...keys(localStorage), ...keys(sessionStorage)];
  }

  // Live regions are watched as a screen reader does: what is added to one is said.
  const spoken = [];
  const live = "[role=status], [role=log], [role=alert], [aria-live=polite], [aria-live=assertive]";
  const listening = new WeakSet();
  const say = new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes) if (clean(node.textContent)) spoken.push(clean(node.textContent));
  });
  function listen() {
    for (const region of find(live)) {
      if (listening.has(region)) continue;
      listening.add(region);
      say.observe(region, { childList: true, subtree: true, characterData: true });
    }
  }
  document.addEventListener("DOMContentLoaded", () => {
    listen();
    // Regions inside shadow roots appear without the document noticing.
    setInterval(listen, 50);
  });

  // Words of a table that a line breaks in the middle although nothing about them is long.
  function brokenWords() {
    const broken = [];
    for (const cell of visible("th, td", "")) {
      const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        for (const word of node.data.matchAll(/(?<![^\s(])[\p{L}\d.,:]{2,14}(?![^\s),;])/gu)) {
          const range = document.createRange();
          range.setStart(node, word.index);
          range.setEnd(node, word.index + word[0].length);
          const tops = new Set([...range.getClientRects()].map((box) => Math.round(box.top)));
          if (tops.size > 1 && cell.checkVisibility({ visibilityProperty: true })) broken.push(word[0]);
        }
      }
    }
    return broken;
  }

  const texts = (selector) => visible(selector, "").map((element) => clean(element.innerText));

  return { find, visible, brokenWords, middle, texts, focused, typing, stored, spoken };
})();
