import type { Sent } from "./kept";
import { Mine, Typing } from "./TurnShown";
import { useChatText } from "./texts";
import type { Chat } from "./useChat";

/** A message that has no reply yet, and what may be done about it. */
export function OnItsWay({ sent, chat }: { sent: Sent; chat: Chat }) {
  const t = useChatText();
  return (
    <>
      <Mine text={sent.text} kept={sent.state === "waits" || sent.state === "refused"} />
      {sent.state === "asked" && <Typing />}
      {sent.state === "stored" && (
        <>
          <p className="sent-state">{t("stored")}</p>
          <Typing />
        </>
      )}
      {sent.state === "waits" && (
        <p className="sent-state">
          {t(chat.away || chat.loggedOut ? "failed" : "waits")}
          {(chat.away || chat.loggedOut) && (
            <button type="button" className="quiet" onClick={() => chat.again()}>
              {t("again")}
            </button>
          )}
        </p>
      )}
      {sent.state === "refused" && (
        <p className="sent-state sent-refused">
          <span>
            {t("refused")}: {sent.why}
          </span>
          <button type="button" className="quiet" onClick={() => chat.edit(sent.id)}>
            {t("edit")}
          </button>
        </p>
      )}
    </>
  );
}
