import { type Content, type Question, same, type Value } from "./sheet";

/** An answer as the page has it: what was chosen, and what was written beside it. */
export interface Answer {
  value: Value | null;
  note: string;
}

const NONE_TICKED = "–";
export const LONGEST = 20_000; // characters, as the server takes them

/** As it is kept: the words of what was chosen, and the note under them. Of an open question the note alone. */
export function contentOf(question: Question, { value, note }: Answer): Content {
  if (question.type === "open") return { text: note, value: null };
  const kept = question.type === "tick" && value === null && note.trim() ? [] : value;
  const label = labelOf(question, kept);
  if (!label) return { text: note, value: kept };
  return { text: note.trim() ? `${label}\n${note}` : label, value: kept };
}

/** The other way round; words that were written elsewhere, such as in the chat, are all note. */
export function answerOf(question: Question, { text, value }: Content): Answer {
  if (question.type === "open") return { value: null, note: text };
  const label = labelOf(question, value);
  if (text === label || isBare(question, { text, value })) return { value, note: "" };
  if (label && text.startsWith(`${label}\n`)) return { value, note: text.slice(label.length + 1) };
  return { value, note: text };
}

/** Whether the server takes it: words to an open question, something chosen to the others. */
export function isReady(question: Question, { text, value }: Content): boolean {
  if (text.length > LONGEST) return false;
  return question.type === "open" ? text.trim() !== "" : value !== null;
}

function labelOf(question: Question, value: Value | null): string {
  if (value === null) return "";
  if (Array.isArray(value)) return value.map((one) => nameOf(question, one)).join(", ") || NONE_TICKED;
  return typeof value === "string" ? nameOf(question, value) : String(value);
}

const nameOf = (question: Question, id: string): string =>
  question.options?.find((option) => option.id === id)?.text ?? id;

/** The value said otherwise: “7.0”, an id, the words with another sign between. */
function isBare(question: Question, { text, value }: Content): boolean {
  if (typeof value === "number") return Number(text.trim().replace(",", ".")) === value;
  const said = text.split(/[;,]/).map((one) => one.trim().toLowerCase());
  const ids = Array.isArray(value) ? value : value === null ? [] : [value];
  return ids.length > 0 && same({ text: said.join(), value: null }, { text: ids.join().toLowerCase(), value: null })
    ? true
    : ids.length > 0 && said.join() === ids.map((one) => nameOf(question, one).toLowerCase()).join();
}
