import type { Announcer } from "./announce";
import type { Rating } from "./api";
import { rate } from "./client";
import { h } from "./dom";
import type { Settings } from "./settings";

const reasons = ["wrong", "outdated", "incomplete", "unclear", "other"] as const;

/**
 * "Did the answer help?" with a reason on no. Every press is sent, in turn, so that the last one is what stays; the
 * focus stays where it is.
 */
export function feedback(answer: string, { server, texts, emit }: Settings, announcer: Announcer): HTMLElement {
  const result = h("p", { class: "small" });
  let before = Promise.resolve();
  const send = (rating: Omit<Rating, "answer_id">) => {
    before = before.then(() => tell(rating));
  };
  const tell = async (rating: Omit<Rating, "answer_id">) => {
    const sent = await rate(server, { answer_id: answer, ...rating });
    announcer.progress((result.textContent = sent ? texts.thanks : texts.unsent));
    element.scrollIntoView({ block: "nearest" });
    if (sent) emit("feedback", rating);
  };
  const why = choice(texts.reason, reasons.map((reason) => [texts[reason], () => send({ helpful: false, reason })]));
  why.hidden = true;
  const vote = (helpful: boolean) => () => {
    why.hidden = helpful;
    send({ helpful });
  };
  const element = h("div", { class: "feedback" }, choice(texts.helpful, [[texts.yes, vote(true)], [texts.no, vote(false)]]), why, result);
  return element;
}

/** A question with buttons, of which one is pressed at a time. */
function choice(question: string, options: [string, () => void][]): HTMLElement {
  const buttons = options.map(([name, choose]) => {
    const press = () => {
      buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      choose();
    };
    const button = h("button", { type: "button", class: "chip", "aria-pressed": "false", click: press }, name);
    return button;
  });
  return h("div", { class: "chips", role: "group", "aria-label": question }, h("span", {}, question), ...buttons);
}
