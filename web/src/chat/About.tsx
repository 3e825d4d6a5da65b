import { Link } from "wouter";
import { Icon } from "../shared/Icon";
import { useChatText } from "./texts";
import type { Chat } from "./useChat";

/** Which case is spoken of: what the last reply says of it. */
export function About({ chat }: { chat: Chat }) {
  const t = useChatText();
  const about = [...chat.earlier, ...chat.turns]
    .flatMap((turn) => turn.messages ?? [])
    .findLast((message) => message.page?.about)?.page?.about;
  return (
    <div className="about">
      {about ? (
        <Link href={`/sak/${about.case}`} className="about-case">
          <span className="subtle">{t("about")}</span> <strong>{about.label}</strong>
          <Icon name="next" />
        </Link>
      ) : (
        <span className="about-case subtle">{t("aboutNone")}</span>
      )}
      <button type="button" className="about-change" onClick={() => chat.say(t("change"), "/list_cases")}>
        {t("change")}
      </button>
    </div>
  );
}
