import { useEffect, useState, useSyncExternalStore } from "react";
import { queryClient } from "../api/queries";
import { draftNames, readDraft, writeDraft } from "../shared/drafts";
import { Courier, type Seen, type World } from "./courier";
import { read, send } from "./door";
import { keepRead, keptTalks, lastRead } from "./lastRead";
import { blank, type Kept, unsent } from "./sheet";

const BRING_AGAIN = 15_000; // milliseconds
const LOOK_AGAIN = 60_000; // milliseconds: others may write in the same talk

export interface Place {
  person: string;
  caseId: string;
  guide: string;
  school: string;
  /** The walk the address names. */
  run: string | null;
}

export interface Held {
  courier: Courier | undefined;
  /** The talk is open in another tab: only one at a time writes on what is kept. */
  elsewhere: boolean;
  takeOver: () => void;
}

export function useSheet(place: Place): Held {
  const { person, caseId, guide, school, run } = place;
  const [courier, setCourier] = useState<Courier>();
  const [elsewhere, setElsewhere] = useState(false);
  const [taking, setTaking] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address comes to name the walk while it is on the page
  useEffect(() => {
    const name = nameOf(person, caseId, guide);
    const held = hold(name, taking > 0, async () => {
      const before = { school, ...(await kept(name)) };
      const started = new Courier(world(name, caseId, guide, before.school), guide, run, before);
      setElsewhere(false);
      setCourier(started);
      started.go();
      return started;
    });
    held.elsewhere(() => {
      setCourier(undefined);
      setElsewhere(true);
    });
    return held.release;
  }, [person, caseId, guide, taking]);
  useEffect(() => (courier ? watch(courier) : undefined), [courier]);
  return { courier, elsewhere, takeOver: () => setTaking((times) => times + 1) };
}

export const useSeen = (courier: Courier): Seen => useSyncExternalStore(courier.subscribe, courier.now);

const nameOf = (person: string, caseId: string, guide: string) => `${person}/samtale/${caseId}/${guide}`;

/** The talks that have answers on this device which the server does not have: each as the address of its page. */
export async function unsentTalks(person: string): Promise<string[]> {
  const found = [];
  for (const name of await draftNames(`${person}/samtale/`)) {
    const one = await kept(name);
    const [, , caseId, guide] = name.split("/");
    if (unsent(one) > 0 || one.outcomes.length > 0)
      found.push(`/sak/${caseId}/samtale/${guide}${one.run ? `?samtale=${one.run}` : ""}`);
  }
  return found;
}

/** Brings what pages that were left have not sent, whatever page is open now. A talk that is open brings its own. */
export function useBringing(person: string | undefined): void {
  useEffect(() => {
    if (!person) return;
    const bringAll = async () => {
      for (const name of await draftNames(`${person}/samtale/`))
        await navigator.locks.request(name, { ifAvailable: true }, async (lock) => lock && bring(name));
    };
    const now = () => void bringAll().catch(() => undefined); // tried again
    void keptTalks(person).catch(() => undefined); // takes away what has lain too long
    now();
    const again = window.setInterval(now, BRING_AGAIN);
    window.addEventListener("online", now);
    return () => {
      window.clearInterval(again);
      window.removeEventListener("online", now);
    };
  }, [person]);
}

async function bring(name: string): Promise<void> {
  const [, , caseId = "", guide = ""] = name.split("/");
  const before = await kept(name);
  if (unsent(before) === 0 && before.outcomes.length === 0) return;
  await new Courier(world(name, caseId, guide, before.school), guide, before.run, before).leave();
  queryClient.invalidateQueries({ queryKey: ["case", caseId] });
}

async function kept(name: string): Promise<Kept> {
  const before = await readDraft(name);
  return before ? (JSON.parse(before) as Kept) : blank(crypto.randomUUID());
}

function world(name: string, caseId: string, guide: string, school: string | undefined): World {
  const [person = ""] = name.split("/");
  let keeping: Promise<unknown> = Promise.resolve();
  return {
    save: (now) => writeDraft(name, JSON.stringify(now)),
    read: (run) => read(school, caseId, guide, run),
    keepRead: (last) => {
      // One after the other; without room there is only no start without net.
      keeping = keeping.then(() => keepRead(person, caseId, guide, last)).catch(() => undefined);
    },
    lastRead: () => lastRead(person, caseId, guide).catch(() => null),
    send: (id, command, revision) => send(school, caseId, id, command, revision),
    newId: () => crypto.randomUUID(),
    later: (ms, then) => {
      const timer = window.setTimeout(then, ms);
      return () => window.clearTimeout(timer);
    },
  };
}

/** One tab at a time, by a lock that goes with the tab, however it goes. */
function hold(name: string, steal: boolean, start: () => Promise<Courier>) {
  let started: Courier | undefined;
  let isOver = false;
  let release = () => {};
  let tell = () => {};
  const lost = () => {
    started?.stop();
    if (!isOver) tell();
  };
  const work = async (lock: Lock | null) => {
    if (!lock) return lost();
    if (isOver) return;
    started = await start();
    if (isOver) return started.leave();
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  };
  // Steps aside for the page that is just being left, such as the same one before it was loaded again.
  const asked = steal
    ? navigator.locks.request(name, { steal: true }, work)
    : navigator.locks.request(name, { signal: AbortSignal.timeout(1_500) }, work);
  asked.catch(lost);
  return {
    elsewhere: (then: () => void) => {
      tell = then;
    },
    release: () => {
      isOver = true;
      void started?.leave().then(() => release());
    },
  };
}

/** The world round the page: the net comes back, the screen is locked, the page is left. */
function watch(courier: Courier): () => void {
  const onVisible = () => (document.visibilityState === "visible" ? courier.refresh() : courier.flush());
  const onLeave = (event: BeforeUnloadEvent) => {
    const { keeps, unsent } = courier.now();
    if (keeps === "memory" && unsent > 0) event.preventDefault();
  };
  const online = () => courier.refresh();
  const offline = () => courier.cut();
  const hidden = () => courier.flush();
  const again = window.setInterval(() => document.visibilityState === "visible" && courier.refresh(), LOOK_AGAIN);
  document.addEventListener("visibilitychange", onVisible);
  window.addEventListener("online", online);
  window.addEventListener("offline", offline);
  window.addEventListener("pagehide", hidden);
  window.addEventListener("beforeunload", onLeave);
  return () => {
    window.clearInterval(again);
    document.removeEventListener("visibilitychange", onVisible);
    window.removeEventListener("online", online);
    window.removeEventListener("offline", offline);
    window.removeEventListener("pagehide", hidden);
    window.removeEventListener("beforeunload", onLeave);
  };
}
