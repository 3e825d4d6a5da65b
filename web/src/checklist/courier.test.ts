import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Courier, type LastRead, type Read, type Told, type World } from "./courier";
import { blank, type Command, type Kept, type Sheet } from "./sheet";

const QUESTIONS = ["q1", "q2", "q3"];
type Answer = Extract<Command, { do: "answer" }>;

/** A case as the server keeps it: the same id is done once, and nothing is done to a case that was changed since it was read. */
class Server {
  revision = 1;
  walk: string | null = null;
  open = true;
  readonly done = new Map<string, number>();
  readonly log: { entry: number; question: string; text: string }[] = [];
  readonly held: string[] = [];

  read(): Sheet {
    const answers = QUESTIONS.map((question) => {
      const of = this.log.filter((one) => one.question === question);
      return {
        question,
        history: of.map((one, at) => ({
          note: one.entry,
          entry: one.entry,
          kind: "answer",
          text: one.text,
          value: null,
          by: null,
          name: null,
          at: null,
          counts: at === of.length - 1,
        })),
      };
    }).filter((one) => one.history.length > 0);
    const walk = this.walk && { run: this.walk, guide: "g", name: "G", level: "1", round: 1, open: this.open };
    return { revision: this.revision, walk, answers, call: { task: "call" } } as unknown as Sheet;
  }

  do(id: string, command: Command, revision: number | null): Told {
    const before = this.done.get(id);
    if (before !== undefined) return { came: "done", revision: this.revision, entry: before };
    if (revision !== null && revision !== this.revision) return { came: "stale" };
    if (command.do === "answer") this.answered(command as Answer);
    if (command.do === "start_talk") this.walk ??= command.new_run ?? null;
    if (command.do === "end_talk") {
      if (command.run !== this.walk) return { came: "refused", words: "unknown" };
      if (this.open) this.held.push(command.on ?? "");
      this.open = false;
    }
    if (command.do === "take_back") {
      this.held.pop();
      this.open = true;
    }
    this.revision += 1;
    this.done.set(id, this.revision);
    return { came: "done", revision: this.revision, entry: this.revision };
  }

  private answered({ question, text, new_run }: Answer): void {
    this.walk ??= new_run ?? null;
    this.log.push({ entry: this.revision + 1, question, text });
  }
}

type Fault = "none" | "lost" | "unheard";

/** One device, whose process can be killed: what it has kept is there when it starts again. */
class Device {
  kept: Kept = blank("run-0");
  courier!: Courier;
  lastRead: LastRead | null = null;
  faults: Fault[] = [];
  full = false;
  waiting: (() => void)[] = [];
  private alive = { yes: true };
  private ids = 0;

  constructor(
    readonly name: string,
    readonly server: Server,
  ) {
    this.kept = blank(`run-${name}`);
    this.start();
  }

  start(): void {
    const alive = { yes: true };
    this.alive = alive;
    this.waiting = [];
    const here = <T>(value: T): Promise<T> => (alive.yes ? Promise.resolve(value) : new Promise(() => {}));
    const overNet = async <T>(asked: () => T): Promise<T | { came: "away" }> => {
      const fault = this.faults.shift() ?? "none";
      await here(null);
      if (fault === "lost") return here({ came: "away" as const });
      const answer = asked();
      await here(null);
      return here(fault === "unheard" ? { came: "away" as const } : answer);
    };
    const world: World = {
      save: async (kept) => {
        await here(null);
        if (this.full) throw new DOMException("full", "QuotaExceededError");
        this.kept = kept;
        await here(null);
      },
      read: () => overNet((): Read => ({ came: "read", sheet: this.server.read() })),
      keepRead: (last) => {
        if (alive.yes) this.lastRead = last;
      },
      lastRead: () => here(this.lastRead),
      send: (id, command, revision) => overNet(() => this.server.do(id, command, revision)),
      newId: () => `${this.name}-${++this.ids}`,
      later: (_, then) => {
        this.waiting.push(then);
        return () => {
          this.waiting = this.waiting.filter((one) => one !== then);
        };
      },
    };
    this.courier = new Courier(world, "g", null, this.kept);
    this.courier.go();
  }

  kill(): void {
    this.alive.yes = false;
    this.courier.stop();
    this.start();
  }

  write(question: string, text: string): void {
    this.courier.write(question, { text, value: null }, text.trim() !== "");
  }

  wake(): void {
    for (const then of this.waiting.splice(0)) then();
  }

  /** Until there is nothing left to do, with the net whole. */
  async settle(): Promise<void> {
    this.faults = [];
    this.courier.refresh();
    for (let turn = 0; turn < 60; turn++) {
      await ticks(12);
      this.wake();
    }
  }

  text(question: string): string {
    const { kept, given } = this.courier.now();
    return kept.drafts[question]?.text ?? given[question]?.text ?? "";
  }
}

const ticks = async (count: number) => {
  for (let tick = 0; tick < count; tick++) await Promise.resolve();
};

const heard = (server: Server, question: string) =>
  server.log.filter((one) => one.question === question).map((one) => one.text);

describe("one device", () => {
  test("what is written goes off once it is left, and the next version after it", async () => {
    const server = new Server();
    const phone = new Device("a", server);
    phone.write("q1", "Syk");
    phone.courier.flush("q1");
    await phone.settle();
    phone.write("q1", "Syk i dag");
    await phone.settle();
    expect(heard(server, "q1")).toEqual(["Syk", "Syk i dag"]);
    expect(phone.courier.now().unsent).toBe(0);
  });

  test("an answer the server heard but whose receipt was lost is not written twice, also after the process was killed", async () => {
    const server = new Server();
    const phone = new Device("a", server);
    await phone.settle();
    phone.faults = ["unheard"];
    phone.write("q1", "Syk");
    phone.courier.flush();
    await ticks(30);
    expect(heard(server, "q1")).toEqual(["Syk"]);
    phone.write("q1", "Syk i dag");
    await ticks(10);
    phone.kill();
    await phone.settle();
    expect(heard(server, "q1")).toEqual(["Syk", "Syk i dag"]);
  });

  test("a blank that was typed last stays where it is while one goes on", async () => {
    const phone = new Device("a", new Server());
    phone.write("q1", "Vondt");
    await phone.settle();
    phone.write("q1", "Vondt ");
    expect(phone.text("q1")).toBe("Vondt ");
    await phone.settle();
    expect(phone.text("q1")).toBe("Vondt ");
  });

  test("a device that takes nothing says so and sends at once", async () => {
    const server = new Server();
    const phone = new Device("a", server);
    await phone.settle();
    phone.full = true;
    phone.write("q1", "Syk");
    await ticks(40);
    expect(phone.courier.now().keeps).toBe("memory");
    expect(heard(server, "q1")).toEqual(["Syk"]);
  });

  test("what came of the call is told after the answers, once, and a talk nobody answered in is begun first", async () => {
    const server = new Server();
    const phone = new Device("a", server);
    phone.faults = ["lost", "unheard", "unheard", "lost", "unheard"];
    phone.courier.tell({ came: "held", on: "2026-08-24" });
    await phone.settle();
    expect(server.held).toEqual(["2026-08-24"]);
    expect(phone.courier.now().kept.outcomes).toEqual([]);
  });
});

describe("what came of the call, told otherwise", () => {
  const TOLD = { came: "held", on: "2026-08-24" } as const;

  test("before the net is back: the first word is never sent", async () => {
    const server = new Server();
    const phone = new Device("a", server);
    phone.write("q1", "Syk");
    await phone.settle();
    phone.courier.cut();
    phone.faults = ["lost", "lost", "lost"];
    phone.courier.tell(TOLD);
    await ticks(40);
    phone.courier.withdraw();
    await ticks(10);
    phone.kill();
    phone.courier.tell({ came: "held", on: "2026-08-21" });
    await phone.settle();
    expect(server.held).toEqual(["2026-08-21"]);
    expect(server.revision).toBe(3); // the answer and one outcome
    expect(phone.courier.now().kept.outcomes).toEqual([]);
  });

  test.each<Fault>(["lost", "unheard"])("when its receipt is missing (%s), it is taken back", async (fault) => {
    const server = new Server();
    const phone = new Device("a", server);
    phone.write("q1", "Syk");
    await phone.settle();
    phone.faults = [fault, "lost", "lost", "lost"];
    phone.courier.tell(TOLD);
    await ticks(40);
    phone.courier.withdraw();
    await ticks(10);
    phone.kill();
    await phone.settle();
    expect(server.held).toEqual([]);
    expect(server.open).toBe(true);
    expect(phone.courier.now().kept.outcomes).toEqual([]);
  });

  test("while it is on its way", async () => {
    const server = new Server();
    const phone = new Device("a", server);
    phone.write("q1", "Syk");
    await phone.settle();
    phone.courier.tell(TOLD);
    for (let tick = 0; tick < 40 && server.held.length === 0; tick++) await ticks(1);
    phone.courier.withdraw();
    phone.courier.tell({ came: "held", on: "2026-08-21" });
    await phone.settle();
    expect(server.held).toEqual(["2026-08-21"]);
    expect(phone.courier.now().kept.outcomes).toEqual([]);
  });
});

describe("two devices", () => {
  test("other questions are merged, the same one is shown side by side", async () => {
    const server = new Server();
    const [phone, desk] = [new Device("a", server), new Device("b", server)];
    await phone.settle();
    await desk.settle();
    phone.write("q1", "Fra telefonen");
    desk.write("q2", "Fra pc-en");
    desk.write("q1", "Også fra pc-en");
    await phone.settle();
    await desk.settle();
    expect(heard(server, "q1")).toEqual(["Fra telefonen"]);
    expect(heard(server, "q2")).toEqual(["Fra pc-en"]);
    expect(desk.courier.now().kept.drafts.q1?.theirs?.text).toBe("Fra telefonen");
    desk.courier.choose("q1", "both");
    await desk.settle();
    expect(heard(server, "q1")).toEqual(["Fra telefonen", "Fra telefonen\nOgså fra pc-en"]);
  });

  test("a late receipt does not let an answer of the other device be written over unseen", async () => {
    const server = new Server();
    const [phone, desk] = [new Device("a", server), new Device("b", server)];
    phone.write("q3", "Begynt");
    await phone.settle();
    phone.faults = ["unheard"];
    phone.write("q1", "Syk");
    phone.courier.flush("q1");
    await ticks(30);
    await desk.settle();
    desk.write("q2", "Fra pc-en");
    await desk.settle();
    phone.write("q2", "Fra telefonen");
    phone.courier.flush();
    phone.wake();
    await ticks(60);
    expect(heard(server, "q2")).toEqual(["Fra pc-en"]);
    expect(phone.courier.now().kept.drafts.q2?.theirs?.text).toBe("Fra pc-en");
  });
});

test("what was cut off before it came is not written over what another device answered since, also after a start", async () => {
  const server = new Server();
  const [phone, desk] = [new Device("a", server), new Device("b", server)];
  await phone.settle();
  phone.faults = ["lost", "lost", "lost"];
  phone.write("q1", "Fra telefonen");
  phone.courier.flush();
  await ticks(30);
  desk.write("q1", "Fra pc-en");
  await desk.settle();
  phone.kill();
  await phone.settle();
  expect(heard(server, "q1")).toEqual(["Fra pc-en"]);
  expect(phone.courier.now().kept.drafts.q1?.theirs?.text).toBe("Fra pc-en");
});

type Step =
  | { do: "write"; device: number; question: string }
  | { do: "flush" | "kill" | "wake"; device: number }
  | { do: "net"; device: number; faults: Fault[] }
  | { do: "wait"; ticks: number };

const device = fc.integer({ min: 0, max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("write" as const), device, question: fc.constantFrom(...QUESTIONS) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("flush" as const, "kill" as const, "wake" as const), device }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("net" as const),
      device,
      faults: fc.array(fc.constantFrom<Fault>("none", "lost", "unheard"), { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("wait" as const), ticks: fc.integer({ min: 1, max: 25 }) }) },
);

interface Played {
  server: Server;
  devices: Device[];
  /** By device and question: what was on the screen, and kept, when it was written. */
  last: Map<string, string>;
  /** “b q1 a3”: device b showed the answer a3 to q1 when something was written there. */
  shown: Set<string>;
}

/** Words of its own for every keystroke, so that each can be looked for. A page without questions takes none. */
async function played(steps: Step[]): Promise<Played> {
  const server = new Server();
  const devices = [new Device("a", server), new Device("b", server)];
  const [last, shown] = [new Map<string, string>(), new Set<string>()];
  let word = 0;
  for (const one of steps) {
    if (one.do === "wait") await ticks(one.ticks);
    else {
      const at = devices[one.device] as Device;
      if (one.do === "write") {
        if (!at.courier.now().sheet) continue;
        shown.add(`${at.name} ${one.question} ${at.courier.now().given[one.question]?.text}`);
        const text = `${at.name}${++word}`;
        at.write(one.question, text);
        while (
          at.kept.drafts[one.question]?.text !== text &&
          at.text(one.question) === text &&
          !heard(server, one.question).includes(text)
        )
          await ticks(1);
        last.set(`${at.name} ${one.question}`, text);
      } else if (one.do === "net") at.faults = [...one.faults];
      else if (one.do === "flush") at.courier.flush();
      else at[one.do]();
    }
  }
  for (let round = 0; round < 3; round++) for (const one of devices) await one.settle();
  return { server, devices, last, shown };
}

test("wherever the net is cut or the process killed, nothing that was kept is lost and nothing is doubled", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      const { server, devices, last } = await played(steps);
      for (const one of devices)
        for (const question of QUESTIONS) {
          const text = last.get(`${one.name} ${question}`);
          if (!text) continue;
          const draft = one.courier.now().kept.drafts[question];
          const isHeard = heard(server, question).includes(text);
          expect(isHeard || (draft?.text === text && draft.theirs !== undefined)).toBe(true);
        }
      for (const question of QUESTIONS) {
        const texts = heard(server, question);
        expect(new Set(texts).size).toBe(texts.length);
      }
      for (const one of devices) expect(unsentOnly(one)).toBe(true);
    }),
    { numRuns: 1000 },
  );
}, 60_000);

test("nobody writes over an answer they have not seen", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      const { server, shown } = await played(steps);
      for (const question of QUESTIONS)
        for (const [before, after] of pairs(heard(server, question)))
          expect(before[0] === after[0] || shown.has(`${after[0]} ${question} ${before}`)).toBe(true);
    }),
    { numRuns: 1000 },
  );
}, 60_000);

const pairs = (texts: string[]): [string, string][] => texts.slice(1).map((text, at) => [texts[at] as string, text]);

/** What is left on a device waits for a choice between its own answer and one of the other device. */
function unsentOnly(one: Device): boolean {
  const drafts = Object.values(one.courier.now().kept.drafts);
  return drafts.every(({ theirs }) => theirs !== undefined && !theirs.text.startsWith(one.name));
}

test("a talk that is opened without net goes on from the answers that were read last", async () => {
  const server = new Server();
  const device = new Device("a", server);
  device.write("q1", "first");
  await device.settle();
  device.faults = Array<Fault>(40).fill("lost");
  device.kill();
  await ticks(20);
  expect(device.courier.now().net).toBe("away");
  expect(device.courier.now().given.q1?.text).toBe("first");
  device.write("q1", "first, and more");
  device.write("q2", "second");
  await ticks(20);
  device.kill();
  await ticks(20);
  expect(device.courier.now().kept.drafts.q1?.text).toBe("first, and more");
  await device.settle();
  expect(server.log.map(({ question, text }) => [question, text])).toEqual([
    ["q1", "first"],
    ["q1", "first, and more"],
    ["q2", "second"],
  ]);
});
