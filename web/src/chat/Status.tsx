import { LogInAgain } from "../shared/LoggedOut";
import { useChatText } from "./texts";
import type { Chat } from "./useChat";

/** Said aloud when it comes: that nobody answers, or that the login is over. What is written stays. */
export function Status({ chat }: { chat: Chat }) {
  const t = useChatText();
  return (
    <div role="status" className="chat-status">
      {chat.loggedOut ? (
        <p>
          {t(chat.left ? "left" : "loggedOut")} <LogInAgain>{t("logIn")}</LogInAgain>
        </p>
      ) : (
        chat.away && <p>{t("away")}</p>
      )}
    </div>
  );
}
