import type { Card, Link, Notice, Office, Service } from "./api";
import { discloses, h, link, own, phone, type Child } from "./dom";
import { date, fill, type Texts } from "./texts";

/** What cards need to know beside their facts. */
export interface CardContext {
  texts: Texts;
  /** Search address of a map, to which the office's address is added; "" for none. */
  map: string;
  /** False for an answer shown again later: "open now" was true then. */
  fresh: boolean;
}

/** The facts are the city's own words, whatever the interface speaks. */
const german = own({});

/** The card's element; undefined for a kind this version does not know. */
export function cardElement(card: Card, context: CardContext): HTMLElement | undefined {
  if (card.kind === "notice" && card.notice) return noticeCard(card.notice, context);
  if (card.kind === "service" && card.service) return serviceCard(card.service, context);
  if (card.kind === "office" && card.office) return officeCard(card.office, context);
  return undefined;
}

function noticeCard(notice: Notice, { texts }: CardContext): HTMLElement {
  const until = date(notice.until, texts);
  const said = own(notice);
  const { severity } = notice;
  return h(
    "section",
    { class: "card notice " + severity },
    h("h4", {}, `${severity === "urgent" ? texts.urgentCard : texts.noticeCard}: `, h("span", said, notice.title)),
    h("p", said, notice.text),
    until && h("p", { class: "small" }, fill(texts.until, { date: until })),
  );
}

/** What most people ask for is shown, the rest opens in place: a card is no page. */
function serviceCard(service: Service, { texts }: CardContext): HTMLElement {
  const said = own(service);
  const rest = facts(
    [texts.documents, list(service.documents, said)],
    [texts.deadlines, list(service.deadlines, said)],
    [texts.duration, list(service.duration, said)],
    [texts.forms, links(service.forms, said)],
  );
  const button = h("button", { type: "button", class: "plain" }, texts.more);
  discloses(button, rest);
  return h(
    "section",
    { class: "card service" },
    h("h4", {}, link(service.name, service.url, said)),
    facts([texts.fees, list(service.fees, said)], [texts.online, links(service.online, said)]),
    rest.hasChildNodes() && button,
    rest,
  );
}

function officeCard(office: Office, context: CardContext): HTMLElement {
  const { texts } = context;
  return h(
    "section",
    { class: "card office" },
    h("h4", {}, link(office.name, office.url, german)),
    hours(office, context),
    facts(
      [texts.phone, office.phones?.length ? h("div", {}, ...office.phones.map((n) => h("div", {}, phone(n)))) : ""],
      [texts.email, office.email && email(office.email)],
      [texts.address, office.address && address(office.address, context)],
      [texts.appointment, office.appointment && link(texts.appointmentBook, office.appointment)],
      [texts.access, list(office.accessibility)],
    ),
  );
}

function hours(office: Office, { texts, fresh }: CardContext): HTMLElement {
  const state = office.open_now ? texts.openNow : texts.closedNow;
  const week = h("ul", { class: "bare", ...german }, ...(office.week ?? []).map((day) => h("li", {}, day)));
  const button = h("button", { type: "button", class: "plain" }, texts.hours);
  discloses(button, week);
  // "closed today" adds nothing to "closed now"; hours do.
  const today = office.open_now || /\d/.test(office.today) ? office.today : "";
  const now = [today, office.open_now ? "" : office.next].filter(Boolean).join(", ");
  return h(
    "div",
    { class: "hours" },
    fresh && h("p", {}, h("span", { class: office.open_now ? "badge open" : "badge" }, state), " ", h("span", german, now)),
    office.week?.length ? button : "",
    week,
  );
}

/** An address that breaks before its host rather than anywhere. */
function email(address: string): HTMLElement {
  const [name = "", host] = address.split("@");
  const element = link(name, "mailto:" + address, { dir: "ltr" });
  element.append(h("wbr"), `@${host}`);
  return element;
}

function address(text: string, { texts, map }: CardContext): HTMLElement {
  return h("div", {}, h("span", german, text), map && h("div", {}, link(texts.map, map + encodeURIComponent(text))));
}

/** A description list of the facts that are there. */
function facts(...rows: [string, Child][]): HTMLElement {
  const there = rows.filter(([, value]) => value);
  return h("dl", {}, ...there.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", { dir: "auto" }, value))));
}

function list(items: string | string[] = [], said = german): Child {
  if (typeof items === "string" || items.length < 2) return items.length ? h("span", said, String(items)) : "";
  return h("ul", said, ...items.map((item) => h("li", {}, item)));
}

function links(items: Link[] = [], said: Record<string, string>): Child {
  return items.length ? h("ul", said, ...items.map((item) => h("li", {}, link(item.title, item.url)))) : "";
}
