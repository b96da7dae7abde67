// The search of a folder without a server. TEXTE is what texte.js holds: all texts, some megabytes.
"use strict";
(() => {
  const MOST = 50;
  const AROUND = 90; // characters of a text shown on each side of a word

  const fold = (text) => text.toLowerCase().replace(/ä/g, "ae").replace(/ö/g, "oe").replace(/ü/g, "ue").replace(/ß/g, "ss").normalize("NFD").replace(/\p{M}/gu, "");
  const texts = TEXTE.map((t) => ({ ...t, title: fold(t.titel), words: fold(t.worte), body: fold(t.text) }));

  /** The texts that hold all words, those first that have them in their title. */
  function search(words) {
    const found = [];
    for (const t of texts) {
      let score = 0;
      for (const word of words) {
        const count = t.body.split(word).length - 1;
        const points = (t.title.includes(word) ? 10 : 0) + (t.words.includes(word) ? 6 : 0) + Math.log1p(count);
        if (!points) {
          score = 0;
          break;
        }
        score += points;
      }
      if (score) found.push({ text: t, score: score / (1 + t.title.length / 200) });
    }
    return found.sort((a, b) => b.score - a.score).map((f) => f.text);
  }

  /** The place of a text that holds a word, to be read below its title. */
  function place(text, words) {
    const held = (line) => words.filter((w) => fold(line).includes(w)).length;
    const line = text.text.split("\n").reduce((best, l) => (held(l) > held(best) ? l : best));
    const at = Math.max(0, ...words.map((w) => fold(line).indexOf(w)));
    const from = Math.max(0, at - AROUND);
    return (from ? "… " : "") + line.slice(from, at + AROUND) + (at + AROUND < line.length ? " …" : "");
  }

  const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });

  function item(text, words) {
    const row = document.createElement("li");
    const link = element("a", text.titel);
    link.href = text.datei;
    const kind = element("span", " " + text.art);
    kind.className = "soft";
    row.append(link, kind, element("p", place(text, words)));
    return row;
  }

  const form = document.querySelector("form");
  const input = document.querySelector("#q");
  const status = document.querySelector("[role=status]");
  const list = document.querySelector("#found");
  const all = document.querySelector("#all");

  function show() {
    const words = fold(input.value).split(/[^\p{L}\p{N}]+/u).filter((w) => w.length > 1);
    const found = words.length ? search(words) : [];
    const said = status.dataset;
    all.hidden = words.length > 0;
    list.hidden = !found.length;
    list.replaceChildren(...found.slice(0, MOST).map((t) => item(t, words)));
    const template = found.length > MOST ? said.first : found.length > 1 ? said.many : found.length ? said.one : said.none;
    status.textContent = words.length ? template.replace("{n}", found.length).replace("{m}", MOST) : "";
  }

  form.hidden = false; // without this script there would be nothing behind it
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.focus();
  });
  input.addEventListener("input", show);
  show(); // a browser that goes back keeps what was typed
  input.focus();
})();
