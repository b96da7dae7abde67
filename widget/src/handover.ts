import type { Announcer } from "./announce";
import { h, link, phone } from "./dom";
import type { Settings } from "./settings";
import type { Record as Turn } from "./store";
import { handover as de } from "./texts/de.json";
import { handover as en } from "./texts/en.json";
import { solve } from "./work";

type Texts = typeof de;
type Field = HTMLInputElement | HTMLTextAreaElement;

/** What the server takes, in characters. */
const longest = { topic: 200, summary: 4000, value: 200, name: 200 };

/** What entitles to hand over one request: a challenge of the server, solved. */
interface Ticket {
  challenge: string;
  nonce: string;
}

/** An answer of the server that is none, with what it says to the person. */
class Refused extends Error {
  constructor(
    readonly code: string,
    readonly text: string,
  ) {
    super(code);
  }
}

/**
 * The form by which a request goes to people. Its summary is made here from the turns and
 * can be edited; the server hears nothing before it is sent. `question` is what stood in
 * the field, not yet asked.
 */
export function handover(settings: Settings, announcer: Announcer, turns: readonly Turn[], question: string, back: () => void): HTMLElement {
  const { lang, server, file } = settings;
  const texts = ({ de, en } as { [lang: string]: Texts })[lang] ?? (file.handover as Texts);
  const own = question.trim() || (turns.at(-1)?.question ?? "");

  const topic = h("input", { id: "topic", maxlength: String(longest.topic), autocomplete: "off" });
  topic.value = own.slice(0, longest.topic);
  const summary = h("textarea", { id: "summary", rows: "7", maxlength: String(longest.summary), "aria-describedby": "summary-hint" });
  summary.value = summaryOf(turns, question.trim(), texts).slice(-longest.summary);
  const value = h("input", { id: "reach", dir: "ltr", maxlength: String(longest.value) });
  const valueLabel = h("label", { for: "reach" });
  const name = h("input", { id: "person", maxlength: String(longest.name), autocomplete: "name" });
  const radios = (["phone", "email"] as const).map((by) => {
    const radio = h("input", { type: "radio", name: "by", value: by, change: () => reachBy(by) });
    return [radio, h("label", { class: "chip" }, radio, texts[by])] as const;
  });
  let by: "phone" | "email" = "phone";
  const reachBy = (way: "phone" | "email") => {
    by = way;
    value.type = way === "phone" ? "tel" : "email";
    value.autocomplete = way === "phone" ? "tel" : "email";
    valueLabel.textContent = way === "phone" ? texts.byPhone : texts.byEmail;
    complain(value, "");
  };
  radios[0]![0].checked = true;

  const state = h("p", { class: "stage", hidden: true });
  const failure = h("p", { class: "failure", hidden: true });
  const submit = h("button", { class: "button primary" }, texts.submit);
  const leave = h("button", { type: "button", class: "button", click: back }, texts.back);
  const form = h(
    "form",
    { novalidate: true, submit: (event) => (event.preventDefault(), void send()) },
    labelled(texts.topic, topic),
    labelled(texts.summary, summary, h("p", { id: "summary-hint", class: "small" }, texts.summaryHint)),
    h("fieldset", {}, h("legend", {}, texts.by), h("div", { class: "chips" }, ...radios.map(([, label]) => label))),
    h("div", {}, valueLabel, value, errorOf(value)),
    labelled(texts.name, name),
    settings.privacy && h("p", { class: "links small" }, link(settings.texts.privacy, settings.privacy)),
    failure,
    state,
    h("div", { class: "row" }, submit, leave),
  );
  let ticket: Promise<Ticket | undefined> | undefined;
  const heading = h("h3", { tabindex: "-1" }, texts.title);
  const view = h("section", { class: "body handover" }, heading, h("p", { class: "intro" }, texts.intro), form);
  view.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    back();
  });
  // Nobody waits for a sum that the device does while they type: a slow phone takes seconds.
  form.addEventListener("input", () => (ticket ??= earn().catch(() => undefined)));
  reachBy("phone");
  return view;

  async function send(): Promise<void> {
    if (!valid() || submit.ariaDisabled === "true") return;
    submit.ariaDisabled = "true";
    failure.hidden = true;
    try {
      const reference = await deliver();
      settings.emit("handover");
      arrived(reference);
    } catch (error) {
      fail(error instanceof Refused ? error : new Refused("", ""));
    } finally {
      submit.ariaDisabled = null;
      state.hidden = true;
    }
  }

  /** The first field that is wrong gets the focus; each says what is wrong with it. */
  function valid(): boolean {
    const reach = value.value.trim();
    const reachable = by === "email" ? /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(reach) : reach.replace(/\D/g, "").length >= 5 && !/[^\d\s+()/.-]/.test(reach);
    const wrong = [
      complain(topic, topic.value.trim() ? "" : texts.needTopic),
      complain(summary, summary.value.trim() ? "" : texts.needSummary),
      complain(value, reachable ? "" : by === "email" ? texts.needEmail : texts.needPhone),
    ].find(Boolean);
    wrong?.focus();
    return !wrong;
  }

  /** Hands the request over; once more when the challenge was too old. */
  async function deliver(again = true): Promise<string> {
    const working = setTimeout(() => progress(texts.working)); // unless it is done already
    // What could not be had early is asked for now, and told when it is refused.
    const earned = await (ticket ?? earn()).then((early) => early ?? earn()).finally(() => clearTimeout(working));
    ticket = undefined; // it is good for one request
    progress(texts.sending);
    const request = {
      topic: topic.value.trim(),
      summary: summary.value.trim(),
      reach: { by, value: value.value.trim() },
      name: name.value.trim() || undefined,
      lang,
      ...earned,
    };
    try {
      return (await call<{ reference: string }>("", { method: "POST", body: JSON.stringify(request) })).reference;
    } catch (error) {
      if (again && error instanceof Refused && error.code === "handover_challenge") return deliver(false);
      throw error;
    }
  }

  async function earn(): Promise<Ticket> {
    const { challenge, bits } = await call<{ challenge: string; bits: number }>("/challenge");
    return { challenge, nonce: await solve(challenge, bits) };
  }

  async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
    const headers = { "Accept-Language": lang, ...(init.body ? { "Content-Type": "application/json" } : {}) };
    const response = await fetch(`${server}/api/v1/handover${path}`, { ...init, headers, credentials: "omit" });
    if (response.ok) return (await response.json()) as T;
    const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
    throw new Refused(problem.code ?? "", problem.detail ?? "");
  }

  function progress(text: string): void {
    state.textContent = text;
    state.hidden = false;
    announcer.progress(text);
  }

  function fail({ code, text }: Refused): void {
    if (code === "not_available") return unavailable();
    const said = text || texts.failed;
    const field = code === "handover_reach" ? value : code === "handover_summary" ? summary : undefined;
    if (field) {
      complain(field, said)!.focus();
    } else {
      failure.textContent = said;
      failure.hidden = false;
      failure.scrollIntoView({ block: "nearest" });
      announcer.progress(said);
    }
  }

  /** The city takes no requests here: what remains are phone and address. */
  function unavailable(): void {
    const ways = h("p", {}, phone(settings.phone), settings.contact && " · ", settings.contact && link(settings.texts.write, settings.contact));
    replaced(h("p", {}, texts.none), ways);
  }

  function arrived(reference: string): void {
    heading.textContent = texts.doneTitle;
    replaced(h("p", {}, texts.reference, h("strong", { class: "reference" }, reference)), h("p", {}, texts.doneText));
  }

  /** What is now to be read stands in the form's place and is described by the focused heading. */
  function replaced(...children: Node[]): void {
    const text = h("div", { id: "handed", class: "intro" }, ...children);
    view.replaceChildren(heading, text, leave);
    heading.setAttribute("aria-describedby", "handed");
    heading.focus();
  }
}

function labelled(label: string, field: Field, ...more: Node[]): HTMLElement {
  return h("div", {}, h("label", { for: field.id }, label), ...more, field, errorOf(field));
}

function errorOf(field: Field): HTMLElement {
  return h("p", { id: field.id + "-error", class: "error", hidden: true });
}

/** Shows what is wrong with a field, "" for nothing; returns the field when there is something. */
function complain(field: Field, text: string): Field | undefined {
  const error = field.parentElement?.querySelector<HTMLElement>(".error");
  if (!error) return undefined;
  error.textContent = text;
  error.hidden = !text;
  field.setAttribute("aria-invalid", String(!!text));
  // A hint that was there stays named.
  const hint = field.id === "summary" ? "summary-hint " : "";
  field.setAttribute("aria-describedby", text ? hint + error.id : hint.trim());
  return text ? field : undefined;
}

/** The conversation in plain words: what was asked, what was answered. */
function summaryOf(turns: readonly Turn[], question: string, texts: Texts): string {
  const parts = turns.map((turn) => {
    // Below a message stands how to reach people, which is nothing to tell them.
    const said = turn.events.flatMap((event) =>
      event.type === "sentence" ? event.data.text : event.type === "done" && event.data.message ? (event.data.message.split("\n\n")[0] ?? []) : [],
    );
    return `${texts.question}: ${turn.question}\n${texts.answer}: ${said.join("\n")}`;
  });
  if (question) parts.push(`${texts.question}: ${question}`);
  return parts.join("\n\n");
}
