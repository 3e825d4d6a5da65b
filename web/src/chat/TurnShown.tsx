import { Fragment } from "react";
import { CardShown } from "./cards/CardShown";
import { pressesOf } from "./cards/presses";
import { useChatText } from "./texts";
import type { Message, Turn } from "./useChat";
import { Words } from "./Words";

export type Press = (text: string, payload?: string) => void;

/** A message with its reply. `live`: nothing came after it, so it can be answered by what it shows. */
export function TurnShown({ turn, live, press }: { turn: Turn; live: boolean; press: Press }) {
  const t = useChatText();
  if (!turn.readable) return <p className="sent-state">{t("unreadable")}</p>;
  const messages = turn.messages ?? [];
  const undo = messages.findLast((one) => one.page?.undo)?.page?.undo;
  const hidden = new Set(messages.flatMap((one) => (one.page?.card ? pressesOf(one.page.card) : [])));
  if (undo) hidden.add(undo.payload);
  return (
    <>
      <Mine text={turn.text} />
      {turn.messages === null && <Typing />}
      {messages.length > 0 && (
        <div className="reply">
          <span className="hidden-words">{t("answers")}: </span>
          {messages.map((message, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was said never changes
            <Fragment key={index}>
              <div lang={message.page?.language} className="said">
                <Said message={message} live={live} press={press} />
              </div>
              {live && <Quick message={message} hidden={hidden} press={press} />}
            </Fragment>
          ))}
          {live && undo && (
            <button
              type="button"
              lang={messages.at(-1)?.page?.language}
              className="quiet undo"
              onClick={() => press(undo.title, undo.payload)}
            >
              <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                <path d="M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4" />
              </svg>
              {undo.title}
            </button>
          )}
        </div>
      )}
    </>
  );
}

function Said({ message, live, press }: { message: Message; live: boolean; press: Press }) {
  const card = message.page?.card;
  return card ? <CardShown card={card} message={message} live={live} press={press} /> : <Words text={message.text} />;
}

/** The buttons of a message that nothing else shows. */
function Quick({ message, hidden, press }: { message: Message; hidden: Set<string>; press: Press }) {
  const buttons = (message.buttons ?? []).filter((one) => !hidden.has(one.payload));
  if (buttons.length === 0) return null;
  return (
    <div className="quick" lang={message.page?.language}>
      {buttons.map((one) => (
        <button
          type="button"
          className="chip"
          key={one.payload + one.title}
          onClick={() => press(one.title, one.payload)}
        >
          {one.title}
        </button>
      ))}
    </div>
  );
}

export function Mine({ text, kept = false }: { text: string; kept?: boolean }) {
  const t = useChatText();
  return (
    <p className={kept ? "mine mine-kept" : "mine"}>
      <span className="hidden-words">{t("you")}: </span>
      {text}
    </p>
  );
}

export function Typing() {
  return (
    <div className="typing" aria-hidden="true">
      <i />
      <i />
      <i />
    </div>
  );
}
