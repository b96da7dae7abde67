// What somebody writes is kept on the server every few seconds, so that a crash of the
// browser, a dead battery or a session that ends loses no more than the last of them.

const EVERY = 4000; // ms; five seconds are promised

export function autosave(form: HTMLFormElement) {
  const said = form.querySelector<HTMLElement>("#kept")!;
  let typed = false; // since it was kept last
  let leaving = false;

  const say = (message: string, loud: boolean) => {
    const time = new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" });
    said.toggleAttribute("hidden", false);
    // What was lost is said aloud, once; what was kept would interrupt every few seconds.
    if (loud && said.getAttribute("role") !== "alert") {
      said.setAttribute("role", "alert");
      said.textContent = message.replace("{time}", time);
    } else if (!loud) {
      said.removeAttribute("role");
      said.textContent = message.replace("{time}", time);
    }
  };

  const keep = async () => {
    if (!typed || leaving) return;
    typed = false;
    try {
      const response = await fetch(form.dataset.autosave!, {
        method: "POST",
        body: new URLSearchParams(new FormData(form) as unknown as Record<string, string>),
        redirect: "error", // to the sign-in: the session has ended
      });
      if (!response.ok) throw new Error(response.statusText);
      say(said.dataset.kept!, false);
    } catch {
      if (leaving) return;
      typed = true;
      say(said.dataset.lost!, true);
    }
  };

  form.addEventListener("input", () => (typed = true));
  form.addEventListener("submit", () => (leaving = true));
  setInterval(keep, EVERY);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
}
