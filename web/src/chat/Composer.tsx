import { useId, useRef } from "react";
import { useChatText } from "./texts";
import type { Chat } from "./useChat";

const MOST = 20_000;

export function Composer({ chat, dropped, onWrite }: { chat: Chat; dropped: boolean; onWrite: () => void }) {
  const t = useChatText();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const length = chat.draft.trim().length;
  const tooLong = length > MOST;
  const wrong = tooLong ? t("tooLong", { length, most: MOST }) : dropped ? t("noFiles") : "";
  const submit = () => {
    if (length === 0 || tooLong || chat.loggedOut) return; // it stays in the field
    chat.say(chat.draft.trim());
    chat.setDraft("");
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
        field.current?.focus();
      }}
    >
      <label htmlFor={id} className="hidden-words">
        {t("write")}
      </label>
      <textarea
        id={id}
        ref={field}
        className="composer-field"
        rows={1}
        placeholder={t("write")}
        enterKeyHint="send"
        value={chat.draft}
        aria-invalid={tooLong}
        aria-describedby={`${id}-wrong`}
        onChange={(event) => {
          onWrite();
          chat.setDraft(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || !hasKeyboard()) return;
          event.preventDefault();
          submit();
        }}
      />
      <button type="submit" className="composer-send" aria-disabled={length === 0 || tooLong}>
        <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
          <path d="M12 20V5m-6.5 6.5L12 5l6.5 6.5" />
        </svg>
        <span className="hidden-words">{t("send")}</span>
      </button>
      <p id={`${id}-wrong`} className="composer-wrong" role="status">
        {wrong}
      </p>
    </form>
  );
}

/** On a phone the key makes a new line, as elsewhere there. */
function hasKeyboard(): boolean {
  return window.matchMedia("(pointer: fine)").matches;
}
