import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { client, data, type Schemas } from "../api/client";
import { hasLeft, useHasLeft } from "../shared/login";
import { type Kept, keptOf, type Sent } from "./kept";
import { listen, type News } from "./listen";
import { send } from "./send";

export type Message = Schemas["Message"];
/** A message and its reply: on its way while it has no number. */
export type Turn = {
  id: string;
  number?: number;
  at: string;
  readable: boolean;
  text: string;
  messages: Message[] | null;
};

export type Chat = {
  ready: boolean;
  error: unknown;
  /** Those before the ones that were there when the page was opened, and the others. */
  earlier: Turn[];
  turns: Turn[];
  outbox: Sent[];
  hasMore: boolean;
  away: boolean;
  loggedOut: boolean;
  /** By the person, in another tab: nothing is kept on the device any longer. */
  left: boolean;
  draft: string;
  setDraft: (text: string) => void;
  say: (text: string, payload?: string) => void;
  again: () => void;
  edit: (id: string) => void;
  showEarlier: () => Promise<void>;
};

const AGAIN_AFTER = 4_000;
const MOST_AT_ONCE = 200;

export function useChat(person: string, school: string): Chat {
  const kept = useMemo(() => keptOf(person, school), [person, school]);
  const [draft, setDraftOnly] = useState("");
  const typed = useRef(false);
  const [turns, setTurns] = useState<Turn[]>([]);
  const [earlier, setEarlier] = useState<Turn[]>([]);
  const [hasMore, setHasMore] = useState(false);
  const [ready, setReady] = useState(false);
  const [error, setError] = useState<unknown>();
  const [away, setAway] = useState(false);
  const [isRefused, setLoggedOut] = useState(false);
  const left = useHasLeft();
  const loggedOut = isRefused || left;
  const { outbox, outboxNow, change } = useOutbox(kept);
  const conversation = useRef<string | undefined>(undefined);
  const known = useRef<Turn[]>([]);

  const put = useCallback((found: Turn[]) => {
    known.current = merged(known.current, found);
    setTurns(known.current);
  }, []);

  const setDraft = useCallback(
    (text: string) => {
      typed.current = true;
      setDraftOnly(text);
      kept.draft(text);
    },
    [kept],
  );

  // What the server has and this page does not, once nothing of ours is on its way: that reply comes with its own answer.
  const newest = useRef<News | undefined>(undefined);
  const fetching = useRef(false);
  const catchUp = useCallback(async () => {
    const news = newest.current;
    if (!news || fetching.current || outboxNow().some((one) => one.state === "asked")) return;
    const from = missingFrom(known.current, news.answered);
    if (from === undefined) return;
    fetching.current = true;
    try {
      const found = await turnsOf(news.conversation, { after: from, limit: MOST_AT_ONCE });
      put(found.turns);
      change((sent) => sent.filter((one) => !found.turns.some((turn) => turn.id === one.id && turn.messages)));
    } catch {
      window.setTimeout(() => void catchUpAgain.current(), AGAIN_AFTER);
    } finally {
      fetching.current = false;
    }
    if (newest.current !== news) void catchUpAgain.current(); // there was more meanwhile
  }, [put, change, outboxNow]);
  const catchUpAgain = useRef(catchUp);
  catchUpAgain.current = catchUp;

  // One message at a time, in their order; the same id until somebody has it.
  const busy = useRef(false);
  const timer = useRef<number | undefined>(undefined);
  const pump = useCallback(async () => {
    if (busy.current || hasLeft()) return;
    window.clearTimeout(timer.current);
    const next = outboxNow().find((one) => one.state === "waits");
    if (!next) return;
    busy.current = true;
    change((sent) => marked(sent, next.id, { state: "asked" }));
    const outcome = await send(next);
    busy.current = false;
    let pause = 0;
    switch (outcome.came) {
      case "answered":
        put([
          {
            id: next.id,
            number: outcome.answer.number ?? undefined,
            at: new Date().toISOString(),
            readable: true,
            text: next.text,
            messages: outcome.answer.messages,
          },
        ]);
        change((sent) => sent.filter((one) => one.id !== next.id));
        setAway(false);
        break;
      case "stored":
        change((sent) => marked(sent, next.id, { state: "stored" }));
        break;
      case "refused":
        change((sent) => marked(sent, next.id, { state: "refused", why: outcome.answer.messages[0]?.text }));
        break;
      case "hurried":
        change((sent) => marked(sent, next.id, { state: "waits" }));
        pause = outcome.seconds * 1000;
        break;
      case "logged out":
        change((sent) => marked(sent, next.id, { state: "waits" }));
        setLoggedOut(true);
        return;
      default:
        change((sent) => marked(sent, next.id, { state: "waits" }));
        setAway(true);
        pause = AGAIN_AFTER;
    }
    if (pause) timer.current = window.setTimeout(pump, pause);
    else {
      void pump();
      void catchUp();
    }
  }, [change, put, outboxNow, catchUp]);

  useEffect(() => {
    let gone = false;
    let end: (() => void) | undefined;
    const open = async () => {
      const before = await kept.read();
      if (gone) return;
      if (!typed.current) setDraftOnly(before.draft);
      change((sent) => [...before.outbox.filter((one) => !sent.some((other) => other.id === one.id)), ...sent]);
      try {
        const mine = await data(client.GET("/conversations"));
        const ours = mine.find((one) => one.channel === "web" && one.key === "web");
        conversation.current = ours?.id;
        const found = ours ? await turnsOf(ours.id, {}) : { turns: [], hasMore: false };
        if (gone) return;
        put(found.turns);
        setHasMore(found.hasMore);
        change((sent) => sent.filter((one) => !found.turns.some((turn) => turn.id === one.id && turn.messages)));
        setReady(true);
        end = listen({
          news: (news) => {
            conversation.current = news.conversation;
            newest.current = news;
            void catchUp();
          },
          away: (is) => {
            setAway(is);
            if (!is) void pump();
          },
          loggedOut: () => setLoggedOut(true),
        });
        void pump();
      } catch (problem) {
        if (!gone) setError(problem);
      }
    };
    void open();
    const online = () => void pump();
    window.addEventListener("online", online);
    return () => {
      gone = true;
      end?.();
      window.clearTimeout(timer.current);
      window.removeEventListener("online", online);
    };
  }, [kept, put, change, catchUp, pump]);

  const say = useCallback(
    (text: string, payload?: string) => {
      change((sent) => [...sent, { id: crypto.randomUUID(), text, payload, state: "waits" }]);
      void pump();
    },
    [change, pump],
  );

  // Nothing is sent any longer: what was on its way goes back into the field.
  useEffect(() => {
    if (!left) return;
    const back = outbox.filter((one) => one.state !== "stored" && !one.payload).map((one) => one.text);
    if (outbox.length > 0) change(() => []);
    const text = [...back, draft].filter(Boolean).join("\n");
    if (text) setDraft(text);
  }, [left, outbox, draft, change, setDraft]);

  const edit = useCallback(
    (id: string) => {
      const text = outboxNow().find((one) => one.id === id)?.text ?? "";
      change((sent) => sent.filter((one) => one.id !== id));
      setDraft(draft ? `${text}\n${draft}` : text);
    },
    [change, outboxNow, draft, setDraft],
  );

  const showEarlier = useCallback(async () => {
    const first = earlier[0]?.number ?? turns[0]?.number;
    if (!conversation.current || !first) return;
    const found = await turnsOf(conversation.current, { before: first });
    setEarlier((shown) => [...found.turns, ...shown]);
    setHasMore(found.hasMore);
  }, [earlier, turns]);

  return {
    ready,
    error: left ? undefined : error,
    earlier: loggedOut ? [] : earlier,
    turns: loggedOut ? [] : turns,
    outbox,
    hasMore: hasMore && !loggedOut,
    away,
    loggedOut,
    left,
    draft,
    setDraft,
    say,
    again: pump,
    edit,
    showEarlier,
  };
}

/** What is on its way, as it is now and as it is shown; each change is kept. */
function useOutbox(kept: Kept) {
  const [outbox, setOutbox] = useState<Sent[]>([]);
  const now = useRef<Sent[]>([]);
  const change = useCallback(
    (how: (sent: Sent[]) => Sent[]) => {
      now.current = how(now.current);
      kept.outbox(now.current);
      setOutbox(now.current);
    },
    [kept],
  );
  const outboxNow = useCallback(() => now.current, []);
  return { outbox, outboxNow, change };
}

async function turnsOf(conversation: string, which: { before?: number; after?: number; limit?: number }) {
  const answer = await client.GET("/conversations/{conversation_id}/turns", {
    params: { path: { conversation_id: conversation }, query: which },
  });
  const turns = (answer.data ?? []).map(
    (one): Turn => ({
      id: one.message_id,
      number: one.number,
      at: one.at,
      readable: one.readable,
      text: one.text ?? "",
      messages: one.messages ?? null,
    }),
  );
  return { turns, hasMore: answer.response.headers.has("Link") };
}

function merged(known: Turn[], found: Turn[]): Turn[] {
  const turns = new Map(known.map((one) => [one.id, one]));
  for (const one of found) turns.set(one.id, one);
  return [...turns.values()].sort((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity));
}

/** The number after which something is missing up to `answered`: nothing when all of it is here with its reply. */
function missingFrom(known: Turn[], answered: number): number | undefined {
  const numbers = new Set(known.filter((one) => one.messages || !one.readable).map((one) => one.number));
  const first = known[0]?.number ?? 1;
  for (let number = first; number <= answered; number++) if (!numbers.has(number)) return number - 1;
  return undefined;
}

function marked(sent: Sent[], id: string, how: Partial<Sent>): Sent[] {
  return sent.map((one) => (one.id === id ? { ...one, ...how } : one));
}
