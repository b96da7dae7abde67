// What somebody writes is kept on the server every few seconds, so that a crash of the
// browser, a dead battery or a session that ends loses no more than the last of them. It is
// kept once more before it is saved: a form that was sent to the sign-in would be gone.

const EVERY = 4000; // ms; five seconds are promised
const PATIENCE = 10_000; // ms until a server that does not answer counts as gone

/** How keeping went. What a server refuses, it refuses again with a reason when the form is sent. */
type Outcome = "kept" | "refused" | "unreachable" | "signed out";

export function autosave(form: HTMLFormElement) {
  const said = form.querySelector<HTMLElement>("#kept")!;
  const ended = form.querySelector<HTMLElement>("#ended")!;
  let typed = false; // since it was kept last
  let leaving = false;
  let saving = false; // is kept before it is saved
  let sent = false; // is on its way: a second click would save again, and meet the first as somebody else's change
  let pending: Promise<Outcome> | null = null;

  const say = (message: string, loud: boolean) => {
    // What was lost is said aloud, once; what was kept would interrupt every few seconds.
    if (loud && said.role === "alert") return;
    said.role = loud ? "alert" : null;
    said.hidden = false;
    const time = new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
    said.textContent = message.replace("{time}", time);
  };

  const post = async (): Promise<Outcome> => {
    try {
      const response = await fetch(form.dataset.autosave!, {
        method: "POST",
        body: new URLSearchParams([...new FormData(form)].filter((field): field is [string, string] => typeof field[1] === "string")), // no files
        redirect: "manual", // to the sign-in
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.type === "opaqueredirect") return "signed out";
      return response.ok ? "kept" : "refused";
    } catch {
      return "unreachable";
    }
  };

  const send = async () => {
    typed = false;
    const outcome = await post();
    pending = null;
    ended.hidden = outcome !== "signed out";
    if (outcome === "kept") say(said.dataset.kept!, false);
    else typed = true;
    if (outcome === "signed out") said.hidden = true;
    else if (outcome !== "kept" && !leaving) say(said.dataset.lost!, true);
    return outcome;
  };

  const keep = () => {
    if (typed && !leaving && !pending) pending = send();
  };

  form.addEventListener("input", () => (typed = true));
  form.addEventListener("submit", (event) => {
    if (sent) return event.preventDefault();
    if (leaving || (!typed && !pending)) {
      leaving = sent = true;
      setTimeout(() => (sent = false), PATIENCE); // whoever stopped it may try again
      return;
    }
    // A copy that arrived after the text was saved would look like one that was not.
    event.preventDefault();
    if (saving) return;
    saving = true;
    void (pending ?? Promise.resolve()).then(() => (typed ? send() : "kept")).then((outcome) => {
      saving = false;
      if (outcome === "signed out") ended.scrollIntoView({ block: "nearest" });
      if (outcome === "signed out" || outcome === "unreachable") return;
      leaving = true;
      form.requestSubmit(event.submitter);
    });
  });
  window.addEventListener("pageshow", () => (leaving = sent = false)); // by the Back button
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  setInterval(keep, EVERY);
}
