import {
  arrived,
  type Command,
  type Content,
  chosen,
  type Draft,
  type Given,
  givenOf,
  type Kept,
  merged,
  NONE,
  type Outcome,
  onto,
  returned,
  type Sheet,
  setOff,
  stopped,
  typed,
  unsent,
  waits,
  withdrawn,
} from "./sheet";

/** What came of sending a command. `stale`: the case was changed since it was read, and nothing was done. */
export type Told =
  | { came: "done"; revision: number; entry: number | null }
  | { came: "stale" }
  | { came: "refused"; words: string }
  | Failed;
export type Read = { came: "read"; sheet: Sheet } | Failed;
export type LastRead = { sheet: Sheet; given: Record<string, Given> };
type Failed = { came: "away"; seconds?: number } | { came: "logged out" } | { came: "gone"; words: string };

export interface World {
  save(kept: Kept): Promise<void>;
  read(run: string | null): Promise<Read>;
  /** Keeps the talk as the server has it, for when it is opened without net; nothing more of it when there is none. */
  keepRead(read: LastRead | null): void;
  lastRead(): Promise<LastRead | null>;
  send(id: string, command: Command, revision: number | null): Promise<Told>;
  newId(): string;
  /** Calls back after so many milliseconds; gives what calls it off. */
  later(ms: number, then: () => void): () => void;
}

export interface Seen {
  kept: Kept;
  sheet: Sheet | null;
  given: Record<string, Given>;
  /** Where what is written is kept: not on the `device` when it takes nothing. */
  keeps: "device" | "memory";
  /** The last keystroke lies on the device; it takes some milliseconds. */
  isKept: boolean;
  net: "here" | "away" | "logged out" | "gone";
  /** The server's words for `gone`. */
  words: string;
  unsent: number;
}

const PAUSE = 3_000; // after the last keystroke
const PAUSE_IN_MEMORY = 400; // nothing else keeps it
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const LAST_TRY = 1_000;

/**
 * Keeps what is written in one talk and brings it to the server: one command at a time, each kept under its id before it goes, so
 * that it is done once wherever it is cut off.
 */
export class Courier {
  private seen: Seen;
  private readonly listeners = new Set<() => void>();
  private readonly due = new Set<string>();
  private readonly pauses = new Map<string, () => void>();
  private run: string | null; // the walk that is shown; the last one where the case is, when none is named
  private sheetIsOld = true;
  private carrying: Promise<void> = Promise.resolve();
  private busy = false;
  private asksAgain = false; // somebody asked while it was busy
  private stopped = false;
  private wait = FIRST_WAIT;
  private callOff: (() => void) | undefined;
  private saving: Promise<void> = Promise.resolve();
  private toSave: Promise<void> | undefined;

  constructor(
    private readonly world: World,
    private readonly guide: string,
    asked: string | null,
    kept: Kept,
  ) {
    const isSettled = unsent(kept) === 0 && kept.outcomes.length === 0;
    this.run = isSettled ? asked : (kept.run ?? asked);
    this.seen = {
      kept,
      sheet: null,
      given: {},
      keeps: "device",
      isKept: true,
      net: "here",
      words: "",
      unsent: unsent(kept),
    };
    for (const question of Object.keys(kept.drafts)) this.due.add(question);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly now = (): Seen => this.seen;

  // what somebody does on the page

  write(question: string, content: Content, ready: boolean): void {
    this.keep(typed(this.seen.kept, this.givenTo(question), question, content, ready));
    this.pauses.get(question)?.();
    const pause = this.seen.keeps === "memory" ? PAUSE_IN_MEMORY : PAUSE;
    this.pauses.set(
      question,
      this.world.later(pause, () => this.flush(question)),
    );
  }

  /** Off with it: the field was left, or the page is. */
  flush(question?: string): void {
    for (const one of question ? [question] : Object.keys(this.seen.kept.drafts)) {
      this.pauses.get(one)?.();
      this.pauses.delete(one);
      this.due.add(one);
    }
    this.go();
  }

  choose(question: string, which: "mine" | "theirs" | "both"): void {
    const theirs = this.seen.kept.drafts[question]?.theirs;
    if (theirs) this.show({ given: { ...this.seen.given, [question]: theirs } });
    this.keep(chosen(this.seen.kept, question, which));
    this.flush(question);
  }

  tell(...outcomes: Omit<Outcome, "id">[]): void {
    const told = outcomes.map((one) => ({ ...one, id: this.world.newId() }));
    const { kept } = this.seen;
    const timer = told.some((one) => one.came === "held") ? stopped(kept.timer, Date.now()) : kept.timer;
    this.keep({ ...kept, timer, outcomes: [...kept.outcomes.filter((one) => !one.refused), ...told] });
    this.flush();
  }

  /** What came of the call is taken back, before it is told or after. */
  withdraw(): void {
    this.keep(withdrawn(this.seen.kept));
    this.go();
  }

  /** The net is gone, and nothing is sent before it is known to be back: so what is told meanwhile can be told otherwise. */
  cut(): void {
    if (this.seen.net === "here") this.show({ net: "away", words: "" });
  }

  change(what: Partial<Pick<Kept, "prepared" | "timer">>): void {
    this.keep({ ...this.seen.kept, ...what });
  }

  /** To look again, at what others have written too. */
  refresh(): void {
    this.sheetIsOld = true;
    this.go();
  }

  /** Something may work again: try now. */
  go(): void {
    this.callOff?.();
    this.callOff = undefined;
    this.asksAgain = true;
    if (!this.busy) this.carrying = this.carry();
  }

  /** The page is left: what was typed last is kept, and brought as far as that goes at once. */
  async leave(): Promise<void> {
    this.flush();
    await this.saving;
    await Promise.race([this.carrying, new Promise<void>((resolve) => this.world.later(LAST_TRY, resolve))]);
    this.stop();
  }

  /** Somebody else goes on with what is kept: nothing more is written on it here. */
  stop(): void {
    this.stopped = true;
    this.callOff?.();
    for (const off of this.pauses.values()) off();
  }

  // keeping

  private givenTo(question: string): Given {
    return this.seen.given[question] ?? NONE;
  }

  private show(change: Partial<Seen>): void {
    this.seen = { ...this.seen, ...change };
    for (const listener of this.listeners) listener();
  }

  private keep(kept: Kept): Promise<void> {
    if (kept === this.seen.kept) return this.toSave ?? this.saving;
    this.show({ kept, unsent: unsent(kept), isKept: false });
    return this.save();
  }

  /** One at a time, and always what is newest then. */
  private save(): Promise<void> {
    this.toSave ??= this.saving.then(() => {
      this.toSave = undefined;
      if (this.stopped) return;
      return this.world.save(this.seen.kept).then(
        () => this.keptOn("device"),
        () => this.keptOn("memory"),
      );
    });
    this.saving = this.toSave;
    return this.saving;
  }

  private keptOn(keeps: Seen["keeps"]): void {
    const isKept = keeps === "device" && !this.toSave;
    if (keeps === this.seen.keeps && isKept === this.seen.isKept) return;
    const isNew = keeps !== this.seen.keeps;
    this.show({ keeps, isKept });
    if (isNew && keeps === "memory") this.flush();
  }

  // bringing

  private async carry(): Promise<void> {
    this.busy = true;
    while (this.asksAgain && !this.stopped) {
      this.asksAgain = false;
      while (!this.stopped && (await this.step()));
    }
    this.busy = false;
  }

  /** One thing brought or read; whether there may be more. */
  private async step(): Promise<boolean> {
    const onItsWay = Object.entries(this.seen.kept.drafts).find(([, draft]) => draft.sent);
    if (this.sheetIsOld && !(onItsWay && this.seen.sheet)) return this.readAnew();
    if (onItsWay) return this.bring(...onItsWay);
    const next = Object.entries(this.seen.kept.drafts).find(([one, draft]) => this.due.has(one) && waits(draft));
    const { sheet } = this.seen;
    if (next && sheet) {
      this.due.delete(next[0]);
      await this.keep(setOff(this.seen.kept, next[0], this.world.newId(), sheet.revision));
      return true;
    }
    const outcome = this.seen.kept.outcomes.find((one) => !one.refused);
    if (!outcome) return false;
    if (this.seen.net === "away") {
      this.sheetIsOld = true; // what came of the call goes off when the net is known to be there
      return this.readAnew();
    }
    return this.report(outcome);
  }

  private async readAnew(): Promise<boolean> {
    this.sheetIsOld = false;
    const read = await this.world.read(this.run);
    if (this.stopped) return false;
    if (read.came !== "read") {
      this.sheetIsOld = true;
      if (read.came === "away" && !this.seen.sheet) await this.showLastRead();
      if (read.came === "gone") this.world.keepRead(null);
      return this.failed(read);
    }
    this.well();
    const given = givenOf(read.sheet);
    this.show({ sheet: read.sheet, given });
    this.world.keepRead({ sheet: read.sheet, given });
    this.run = read.sheet.walk?.run ?? null;
    await this.keep(onto(merged(this.seen.kept, given), this.run, this.world.newId()));
    return true;
  }

  /** To go on with, upon the answers that stood then, until the talk can be read anew. */
  private async showLastRead(): Promise<void> {
    const last = await this.world.lastRead();
    if (!last || this.stopped || (this.run !== null && this.run !== last.sheet.walk?.run)) return;
    this.show(last);
  }

  private async bring(question: string, draft: Draft): Promise<boolean> {
    const { sent } = draft;
    if (!sent) return false;
    // Upon what was seen when it was written, however often it is sent: an answer somebody gave since is not written over.
    const told = await this.world.send(sent.id, this.answer(question, sent), sent.revision);
    if (this.stopped) return false;
    switch (told.came) {
      case "done":
        this.well();
        this.noted(question, sent, told.entry, told.revision);
        await this.keep(arrived(this.seen.kept, question, told.entry ?? 0));
        return true;
      case "stale":
        this.sheetIsOld = true;
        this.due.add(question);
        await this.keep(returned(this.seen.kept, question));
        return true;
      case "refused":
        this.well();
        await this.keep(returned(this.seen.kept, question, told.words));
        return true;
      default:
        return this.failed(told);
    }
  }

  private answer(question: string, { text, value }: Content): Command {
    const { run, newRun } = this.seen.kept;
    const where = run ? { run } : { guide: this.guide, new_run: newRun };
    return {
      do: "answer",
      ...where,
      question,
      text,
      ...(value === null ? {} : { value }),
      ends_talk: false,
    } as Command;
  }

  /** The case is at the next revision when this entry was the only one since it was read; else it is read anew. */
  private noted(question: string, sent: Content, entry: number | null, revision: number): void {
    const { sheet, given } = this.seen;
    if (!sheet || entry === null) {
      this.sheetIsOld = true;
      return;
    }
    const alone = entry === revision && revision === sheet.revision + 1;
    const mayHide = sent.value !== null; // other questions may apply now
    if (!alone || !sheet.walk || mayHide) this.sheetIsOld = true;
    const answer = { text: sent.text, value: sent.value, entry, name: null, at: null };
    const now = { given: { ...given, [question]: answer }, sheet: alone ? { ...sheet, revision } : sheet };
    this.show(now);
    this.world.keepRead(now);
  }

  private async report(outcome: Outcome): Promise<boolean> {
    const { id, command } = this.commandOf(outcome);
    if (!command) return this.settled(outcome, "");
    if (command.do !== "start_talk" || outcome.came === "begun") await this.goesOff(outcome.id);
    const told = await this.world.send(id, command, null);
    if (this.stopped) return false;
    if (told.came === "refused") return this.settled(outcome, told.words);
    if (told.came !== "done") return told.came === "stale" ? true : this.failed(told);
    this.well();
    this.sheetIsOld = true;
    if (outcome.came === "begun") this.run = null;
    if (this.isTakenBack(outcome) && told.entry !== null) {
      const undone = await this.world.send(`${id}.back`, { do: "take_back", entry: told.entry }, null);
      if (this.stopped) return false;
      if (undone.came !== "done" && undone.came !== "refused") return undone.came === "stale" || this.failed(undone);
    }
    return outcome.came === "held" && command.do === "start_talk" ? true : this.settled(outcome);
  }

  private async goesOff(id: string): Promise<void> {
    const outcomes = this.seen.kept.outcomes.map((one) => (one.id === id ? { ...one, sent: true as const } : one));
    await this.keep({ ...this.seen.kept, outcomes });
  }

  /** Also while it was on its way. */
  private isTakenBack({ id }: Outcome): boolean {
    return this.seen.kept.outcomes.some((one) => one.id === id && one.back);
  }

  /** A talk of which nothing was answered is begun first. */
  private commandOf({ id, came, on }: Outcome): { id: string; command: Command | undefined } {
    const { kept, sheet } = this.seen;
    const task = sheet?.call?.task;
    if (came === "held")
      return kept.run
        ? { id, command: { do: "end_talk", run: kept.run, on } }
        : { id: `${id}.begin`, command: { do: "start_talk", guide: this.guide, new_run: kept.newRun } };
    if (came === "begun") return { id, command: { do: "start_talk", guide: this.guide, new_run: id } };
    if (!task) return { id, command: undefined };
    return { id, command: came === "tried" ? { do: "attempt", task, on } : { do: "plan_day", task, on } };
  }

  private async settled(outcome: Outcome, refused?: string): Promise<boolean> {
    const others = this.seen.kept.outcomes.filter((one) => one.id !== outcome.id);
    const outcomes = refused === undefined ? others : [{ ...outcome, refused }, ...others];
    await this.keep({ ...this.seen.kept, outcomes });
    return true;
  }

  private well(): void {
    this.wait = FIRST_WAIT;
    if (this.seen.net !== "here") this.show({ net: "here", words: "" });
  }

  private failed(how: Failed): false {
    this.show({ net: how.came, words: how.came === "gone" ? how.words : "" });
    if (how.came === "gone") return false;
    const ms = how.came === "away" && how.seconds ? how.seconds * 1_000 : this.wait;
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    this.callOff = this.world.later(ms, () => this.go());
    return false;
  }
}
