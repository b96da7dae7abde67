// What somebody writes is kept on the server every few seconds, so that a crash of the
// browser, a dead battery or a session that ends loses no more than the last of them.

const EVERY = 4000; // ms; five seconds are promised
const PATIENCE = 10_000; // ms until a server that does not answer counts as gone

export function autosave(form: HTMLFormElement) {
  const said = form.querySelector<HTMLElement>("#kept")!;
  let typed = false; // since it was kept last
  let leaving = false;
  let pending: Promise<void> | null = null;

  const say = (message: string, loud: boolean) => {
    // What was lost is said aloud, once; what was kept would interrupt every few seconds.
    if (loud && said.role === "alert") return;
    said.role = loud ? "alert" : null;
    said.hidden = false;
    const time = new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
    said.textContent = message.replace("{time}", time);
  };

  const send = async () => {
    typed = false;
    try {
      const response = await fetch(form.dataset.autosave!, {
        method: "POST",
        body: new URLSearchParams([...new FormData(form)].filter((field): field is [string, string] => typeof field[1] === "string")), // no files
        redirect: "error", // to the sign-in: the session has ended
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (!response.ok) throw new Error(response.statusText);
      say(said.dataset.kept!, false);
    } catch {
      typed = true;
      if (!leaving) say(said.dataset.lost!, true);
    }
    pending = null;
  };

  const keep = () => {
    if (typed && !leaving && !pending) pending = send();
  };

  form.addEventListener("input", () => (typed = true));
  form.addEventListener("submit", (event) => {
    leaving = true;
    if (!pending) return;
    // A copy that arrived after the text was saved would look like one that was not.
    event.preventDefault();
    void pending.then(() => form.requestSubmit(event.submitter));
  });
  window.addEventListener("pageshow", () => (leaving = false)); // by the Back button
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  setInterval(keep, EVERY);
}
