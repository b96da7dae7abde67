// While a trial runs: every search draws at its first letter whether it is shown the answer, and
// says how long it took until something was copied. This window remembers the search that is
// going on and nothing else; the server counts the seconds and not who or what.

const KEY = "auskunft.trial";
const LONGEST = 600_000; // ms; what takes longer is not one search

interface Going {
  arm: "with" | "without";
  began: number;
}

export function trial(field: HTMLInputElement, arm: HTMLInputElement) {
  const going = (): Going | null => {
    const search = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Going | null;
    return search && Date.now() - search.began < LONGEST ? search : null;
  };
  const end = () => {
    sessionStorage.removeItem(KEY);
    arm.disabled = true;
  };
  const goOn = (search: Going) => {
    sessionStorage.setItem(KEY, JSON.stringify(search));
    arm.value = search.arm;
    arm.disabled = false;
  };

  field.addEventListener("input", () => {
    if (field.value.trim() === "") end();
    else goOn(going() ?? { arm: crypto.getRandomValues(new Uint8Array(1))[0]! % 2 ? "with" : "without", began: Date.now() });
  });
  // The answer that was asked for all the same makes this search one of neither kind.
  document.querySelector("#answer-anyway")?.addEventListener("click", end);

  const copied = () => {
    const search = going();
    if (!search) return;
    end();
    const form = new URLSearchParams({ arm: search.arm, seconds: String((Date.now() - search.began) / 1000) });
    void fetch("/staff/search/copied", { method: "POST", body: form, keepalive: true }).catch(() => undefined);
  };
  document.addEventListener("copy", copied);
  document.addEventListener("auskunft:copied", copied);

  const before = going();
  // A search that was shown without its arm, by a link of this page, is none that is measured.
  if (before && field.value.trim() !== "" && new URLSearchParams(location.search).get("arm") === before.arm) goOn(before);
  else end();
}
