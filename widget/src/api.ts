// The shapes the server sends. They are the answer types of the Go side, field by field.

export interface Citation {
  n: number;
  title: string;
  url?: string;
  quote: string;
  /** Of the title and the quote; German without it. */
  lang?: string;
  checked_at?: string;
  headings?: string[];
  anchor?: string;
  page?: number;
}

export interface Sentence {
  text: string;
  citations: number[];
  /** That a machine translated it to. */
  lang?: string;
  /** Contacts of the city in the text, in order. */
  links?: Link[];
}

export interface Link {
  title: string;
  lang?: string;
  url?: string;
}

export interface Service {
  name: string;
  lang?: string;
  url?: string;
  fees?: string[];
  deadlines?: string[];
  duration?: string;
  documents?: string[];
  online?: Link[];
  forms?: Link[];
}

export interface Office {
  name: string;
  address?: string;
  phones?: string[];
  email?: string;
  url?: string;
  appointment?: string;
  accessibility?: string;
  today: string;
  open_now: boolean;
  next?: string;
  week?: string[];
}

export interface Notice {
  title: string;
  text: string;
  lang?: string;
  severity: string;
  until?: string;
}

export interface Card {
  kind: "service" | "office" | "notice";
  service?: Service;
  office?: Office;
  notice?: Notice;
}

export interface Done {
  answer_id: string;
  status: "answered" | "clarify" | "refused" | "error";
  reason?: string;
  message?: string;
  /** Beside sentences that may be asked for in somebody's own case: they hold in general, and who decides. */
  note?: string;
  options?: string[];
  nearest?: Link[];
  /** The message says who helps at once: nothing else is offered beside it. */
  danger?: boolean;
  lang?: string;
  /** Of the message, when it is another. */
  message_lang?: string;
  generated_by?: string;
  generated_at?: string;
}

export interface Problem {
  code?: string;
  message?: string;
  retry?: boolean;
}

/** One event of the answer's stream. */
export type ChatEvent =
  | { type: "conversation"; data: { id: string } }
  | { type: "stage"; data: { text: string } }
  | { type: "citation"; data: Citation }
  | { type: "sentence"; data: Sentence }
  | { type: "card"; data: Card }
  | { type: "done"; data: Done }
  | { type: "error"; data: Problem };

export interface ChatRequest {
  question: string;
  conversation?: string;
  lang?: string;
  mode?: "simple";
}

/** What the server offers beside answers. */
export interface Features {
  handover?: boolean;
  feedback?: boolean;
  simple?: boolean;
  languages?: string[];
  suggestions?: string[];
}

/** Whether an answer helped, and why not. */
export interface Rating {
  answer_id: string;
  helpful: boolean;
  reason?: "wrong" | "outdated" | "incomplete" | "unclear" | "other";
}
