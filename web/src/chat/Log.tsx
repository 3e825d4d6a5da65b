import { useEffect, useLayoutEffect, useRef } from "react";
import { day } from "../shared/days";
import { useLanguage } from "../texts";
import { OnItsWay } from "./OnItsWay";
import { TurnShown } from "./TurnShown";
import { useChatText } from "./texts";
import type { Chat, Turn } from "./useChat";

const NEAR = 120; // pixels from the end: who reads further up stays there

/** All that was said. The wrapper tells of what comes, each once; what was there before lies outside it or came with it. */
export function Log({ chat }: { chat: Chat }) {
  const t = useChatText();
  const scroll = useRef<HTMLDivElement>(null);
  const pressed = useRef(false);
  const follows = useRef(true);
  const last = chat.turns.at(-1);
  const waiting = chat.outbox.filter((one) => !chat.turns.some((turn) => turn.id === one.id));
  const now = new Date().toISOString();
  const shown = `${chat.turns.length} ${chat.outbox.length} ${last?.messages?.length} ${chat.away}`; // changes with whatever comes

  const mine = waiting.at(-1)?.id;
  useLayoutEffect(() => {
    if (mine) follows.current = true; // whoever writes wants to see what comes of it
  }, [mine]);

  useLayoutEffect(() => {
    if (shown && scroll.current && follows.current) toTheEnd(scroll.current);
  }, [shown]);

  useEffect(() => {
    // The button that was pressed is gone, and with it the focus: it goes on from what was pressed.
    if (shown && pressed.current && document.activeElement === document.body)
      scroll.current?.querySelector<HTMLElement>(".turn:last-child")?.focus({ preventScroll: true });
    pressed.current = false;
  }, [shown]);

  const press = (text: string, payload?: string) => {
    pressed.current = true;
    follows.current = true;
    chat.say(text, payload);
  };

  const showEarlier = async () => {
    const box = scroll.current;
    const below = box ? box.scrollHeight - box.scrollTop : 0;
    follows.current = false;
    await chat.showEarlier();
    requestAnimationFrame(() => box?.scrollTo({ top: box.scrollHeight - below, behavior: "instant" }));
  };

  return (
    <div
      className="chat-scroll"
      ref={scroll}
      onScroll={({ currentTarget: box }) => {
        follows.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
      }}
    >
      {chat.hasMore && (
        <button type="button" className="earlier" onClick={showEarlier}>
          {t("earlier")}
        </button>
      )}
      {chat.earlier.length > 0 && <Turns turns={chat.earlier} />}
      {!chat.loggedOut && chat.turns.length === 0 && chat.outbox.length === 0 && <Hello press={press} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with the keys */}
      <div role="log" aria-label={t("log")} tabIndex={0} className="log">
        <ol className="turns">
          {/* one list of both, so that a message stays the same element when its reply comes */}
          {[
            ...chat.turns.map((turn, index) => (
              <Entry key={turn.id} at={turn.at} before={chat.turns[index - 1]?.at ?? chat.earlier.at(-1)?.at}>
                <TurnShown turn={turn} live={turn === last && waiting.length === 0} press={press} />
              </Entry>
            )),
            ...waiting.map((one) => (
              <Entry key={one.id} at={now} before={last?.at}>
                <OnItsWay sent={one} chat={chat} />
              </Entry>
            )),
          ]}
        </ol>
      </div>
    </div>
  );
}

function Turns({ turns }: { turns: Turn[] }) {
  return (
    <ol className="turns">
      {turns.map((turn, index) => (
        <Entry key={turn.id} at={turn.at} before={turns[index - 1]?.at}>
          <TurnShown turn={turn} live={false} press={() => {}} />
        </Entry>
      ))}
    </ol>
  );
}

/** A message in its place, which it keeps when its reply comes; with the day above it where that is a new one. */
function Entry({ at, before, children }: { at: string; before?: string; children: React.ReactNode }) {
  const language = useLanguage();
  const on = dateOf(at);
  const isNew = !before || dateOf(before) !== on;
  return (
    <li className="turn" tabIndex={-1}>
      {isNew && (
        <p className="turn-day">
          <time dateTime={on}>{day(on, language)}</time>
        </p>
      )}
      {children}
    </li>
  );
}

/** The day in Oslo of a moment as the server tells it, as an ISO date. */
function dateOf(moment: string): string {
  return new Date(moment).toLocaleDateString("sv-SE", { timeZone: "Europe/Oslo" });
}

function Hello({ press }: { press: (text: string, payload?: string) => void }) {
  const t = useChatText();
  return (
    <div className="hello">
      <h2>{t("hello")}</h2>
      <p className="subtle">{t("helloMore")}</p>
      <div className="quick">
        <button type="button" className="chip chip-main" onClick={() => press(t("startCase"), "/start_case")}>
          {t("startCase")}
        </button>
        <button type="button" className="chip" onClick={() => press(t("startList"), "/list_cases")}>
          {t("startList")}
        </button>
        <button type="button" className="chip" onClick={() => press(t("startHelp"), "/help")}>
          {t("startHelp")}
        </button>
      </div>
    </div>
  );
}

/** So that the beginning of the last turn is seen, and as much of its end as there is room for. */
function toTheEnd(box: HTMLElement): void {
  const turn = box.querySelector<HTMLElement>(".log .turn:last-child");
  const top = turn
    ? turn.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop - 8
    : box.scrollHeight;
  box.scrollTo({ top: Math.min(top, box.scrollHeight), behavior: "instant" });
}
