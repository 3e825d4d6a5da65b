import type { Schemas } from "../api/client";

/*
 * One talk on this device: what is written and not yet told the server. All here is plain data and what becomes of it; `Courier`
 * keeps it and sends it. Nobody's words are written over unseen: an answer says which one it was written upon (`base`), and when
 * another stands there meanwhile both are shown (`theirs`).
 */

export type Value = NonNullable<Schemas["Answer"]["value"]>;
export type Sheet = Schemas["SheetOut"];
export type Question = Schemas["QuestionOut"];
export type Command = Schemas["CommandIn"]["command"];

export interface Content {
  text: string;
  value: Value | null;
}

/** The answer that counts at the server. `entry` is the line of the case's log it came with, 0 when there is none. */
export interface Given extends Content {
  entry: number;
  name: string | null;
  at: string | null;
}

export const NONE: Given = { text: "", value: null, entry: 0, name: null, at: null };

export interface Draft extends Content {
  base: number;
  /** It is an answer the question takes; else it is only kept here. */
  ready: boolean;
  /** On its way under this id, written upon this revision of the case; whether it came is not known yet. */
  sent?: Content & { id: string; revision: number };
  theirs?: Given;
  /** The server's words for why not. */
  refused?: string;
}

/** What came of the call, or that another one begins: told once, after the answers. `on` is an ISO date. */
export interface Outcome {
  id: string;
  came: "held" | "tried" | "planned" | "begun";
  on: string;
  /** It has gone off; whether it came is not known. */
  sent?: true;
  /** It was told otherwise since: where it came, it is taken back. */
  back?: true;
  refused?: string;
}

export interface Kept {
  /** The school it was begun for: it is sent there, whichever one is chosen meanwhile. */
  school?: string;
  newRun: string;
  run: string | null;
  drafts: Record<string, Draft>;
  outcomes: Outcome[];
  /** Numbers of the lines of preparation that are ticked. They are the teacher's own and stay on the device. */
  prepared: number[];
  /** When the timer was started, and how long it ran when it was stopped: milliseconds. */
  timer: { since: number | null; ran: number };
}

/** `now` in milliseconds, as `since`. */
export const stopped = ({ since, ran }: Kept["timer"], now: number): Kept["timer"] => ({
  since: null,
  ran: ran + (since === null ? 0 : Math.max(0, now - since)),
});

export const blank = (newRun: string): Kept => ({
  newRun,
  run: null,
  drafts: {},
  outcomes: [],
  prepared: [],
  timer: { since: null, ran: 0 },
});

/** To the last blank: whoever has just typed one goes on after it. */
export function same(one: Content, other: Content): boolean {
  return one.text === other.text && JSON.stringify(one.value) === JSON.stringify(other.value);
}

const trimmed = ({ text, value }: Content): Content => ({ text: text.trim(), value });

export function givenOf(sheet: Sheet): Record<string, Given> {
  const found: Record<string, Given> = {};
  for (const { question, history } of sheet.answers) {
    const counts = history.find((one) => one.counts && one.kind === "answer");
    if (counts)
      found[question] = {
        text: counts.text ?? "",
        value: counts.value ?? null,
        entry: counts.entry ?? 0,
        name: counts.name ?? null,
        at: counts.at ?? null,
      };
  }
  return found;
}

function withDraft(kept: Kept, question: string, draft: Draft | undefined): Kept {
  const { [question]: _, ...others } = kept.drafts;
  return { ...kept, drafts: draft ? { ...others, [question]: draft } : others };
}

/** Whether there is something the server should have and has not. */
export const waits = (draft: Draft): boolean => draft.ready && !draft.sent && !draft.theirs && !draft.refused;

export function typed(kept: Kept, given: Given, question: string, content: Content, ready: boolean): Kept {
  const before = kept.drafts[question];
  if (!before?.sent && !before?.theirs && same(content, given)) return withDraft(kept, question, undefined);
  const { refused: _, ...rest } = before ?? { base: given.entry };
  return withDraft(kept, question, { ...rest, text: content.text, value: content.value, ready });
}

/** Under this id the draft goes out as it is now, upon what was read last; what is typed on goes out after it. */
export function setOff(kept: Kept, question: string, id: string, revision: number): Kept {
  const draft = kept.drafts[question];
  if (!draft) return kept;
  return withDraft(kept, question, { ...draft, sent: { id, revision, text: draft.text, value: draft.value } });
}

/** The server has it, as `entry`. */
export function arrived(kept: Kept, question: string, entry: number): Kept {
  const draft = kept.drafts[question];
  if (!draft?.sent) return kept;
  const { sent, ...rest } = draft;
  return withDraft(kept, question, same(draft, sent) ? undefined : { ...rest, base: entry });
}

/** Nothing came of what was on its way; `refused` says why, where it is not to be tried again as it is. */
export function returned(kept: Kept, question: string, refused?: string): Kept {
  const draft = kept.drafts[question];
  if (!draft) return kept;
  const { sent: _, ...rest } = draft;
  return withDraft(kept, question, refused === undefined ? rest : { ...rest, refused });
}

/** What stands at the server beside what is written here, question by question. What is on its way is settled first. */
export function merged(kept: Kept, given: Record<string, Given>): Kept {
  return Object.entries(kept.drafts).reduce((after, [question, draft]) => {
    if (draft.sent) return after;
    return withDraft(after, question, beside(draft, given[question] ?? NONE));
  }, kept);
}

function beside(draft: Draft, given: Given): Draft | undefined {
  if (same(draft, given)) return undefined;
  const { theirs: _, ...rest } = draft;
  if (given.entry === draft.base) return rest;
  if (isEmpty(draft) || same(trimmed(draft), trimmed(given))) return undefined;
  return given.entry === 0 ? { ...rest, base: 0 } : { ...rest, theirs: given };
}

/** Which one is to stand. `both`: theirs, and mine under it. */
export function chosen(kept: Kept, question: string, which: "mine" | "theirs" | "both"): Kept {
  const draft = kept.drafts[question];
  if (!draft?.theirs) return kept;
  if (which === "theirs") return withDraft(kept, question, undefined);
  const { theirs, refused: _, ...rest } = draft;
  const text = which === "both" ? `${theirs.text}\n${draft.text}` : draft.text;
  return withDraft(kept, question, { ...rest, text, base: theirs.entry });
}

/** What has not gone off is gone; of what may have come there it is found out, and taken back. Another talk stays begun. */
export function withdrawn(kept: Kept): Kept {
  const stays = kept.outcomes.filter((one) => one.came === "begun" || (one.sent && !one.refused));
  return {
    ...kept,
    outcomes: stays.map((one) => (one.came === "begun" ? one : { ...one, back: true as const })),
  };
}

const isEmpty = (content: Content): boolean => content.text.trim() === "" && content.value === null;

/** What is written for one walk is of no use for the next; what was not sent yet is. */
export function onto(kept: Kept, run: string | null, newRun: string): Kept {
  if (run === kept.run) return kept;
  if (kept.run === null) return { ...kept, run };
  const { drafts, outcomes, school } = kept;
  return { ...blank(newRun), run, drafts, outcomes, ...(school ? { school } : {}) };
}

/** How many answers the server does not have; those that wait for a choice are counted too. */
export function unsent(kept: Kept): number {
  return Object.values(kept.drafts).filter((draft) => !isEmpty(draft)).length;
}
