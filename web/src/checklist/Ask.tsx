import { Button, Paragraph, Tag, Textarea } from "@digdir/designsystemet-react";
import { memo, useId } from "react";
import { Choice } from "./Choice";
import type { Courier } from "./courier";
import { NONE, type Question } from "./sheet";
import { TwoAnswers } from "./TwoAnswers";
import { useSheetText } from "./texts";
import { useSeen } from "./useSheet";
import { type Answer, answerOf, contentOf, isReady, LONGEST } from "./words";

interface Props {
  courier: Courier;
  question: Question;
  /** The heading it stands under, where another one begins. */
  area: string | null | undefined;
}

/** One question: what it takes, a note, why it is asked, and what came of sending it. */
export const Ask = memo(function Ask({ courier, question, area }: Props) {
  const t = useSheetText();
  const id = useId();
  const { kept, given } = useSeen(courier);
  const draft = kept.drafts[question.id];
  const there = given[question.id] ?? NONE;
  const content = draft ?? there;
  const answer = answerOf(question, content);
  const write = (now: Answer) => {
    const next = contentOf(question, now);
    courier.write(question.id, next, isReady(question, next));
  };
  const isOpen = question.type === "open";
  return (
    <>
      {area && <h3 className="sheet-area">{area}</h3>}
      <fieldset
        className="ask"
        id={`q-${question.id}`}
        tabIndex={-1}
        aria-describedby={question.sensitive ? `${id}-care ${id}-state` : `${id}-state`}
        onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && draft && courier.flush(question.id)}
      >
        <legend>
          <span className="ask-number">{question.number}</span>
          <span>{question.text}</span>
        </legend>
        {question.sensitive && (
          <Tag data-color="neutral" data-size="sm" className="ask-care" id={`${id}-care`}>
            {t("sensitive")}
          </Tag>
        )}
        {!isOpen && <Choice question={question} value={answer.value} choose={(value) => write({ ...answer, value })} />}
        {!isOpen && (
          <label className="ask-label" htmlFor={`${id}-note`}>
            {t("more")}
          </label>
        )}
        <Textarea
          id={`${id}-note`}
          aria-label={isOpen ? t("answer", { number: question.number }) : undefined}
          rows={isOpen ? 2 : 1}
          value={answer.note}
          aria-invalid={draft?.refused ? true : undefined}
          onChange={(event) => write({ ...answer, note: event.target.value })}
        />
        <div id={`${id}-state`} className="ask-state">
          {draft?.refused && <p className="field-error">{t("refused", { words: draft.refused })}</p>}
          {content.text.length > LONGEST && (
            <p className="field-error">{t("tooLong", { length: content.text.length, most: LONGEST })}</p>
          )}
          {draft && !draft.ready && answer.note.trim() !== "" && answer.value === null && !isOpen && (
            <p>{t("chooseToo")}</p>
          )}
          {draft && !draft.ready && draft.text.trim() === "" && there.entry > 0 && (
            <p>
              {t("stands", { text: there.text })}{" "}
              <Button variant="tertiary" data-size="sm" onClick={() => write(answerOf(question, there))}>
                {t("bringBack")}
              </Button>
            </p>
          )}
        </div>
        {draft?.theirs && (
          <TwoAnswers
            mine={draft.text}
            theirs={draft.theirs}
            joins={isOpen}
            choose={(which) => {
              courier.choose(question.id, which);
              document.getElementById(`q-${question.id}`)?.focus({ preventScroll: true });
            }}
          />
        )}
        <details className="ask-why">
          <summary>
            {t("why")}
            <span className="ds-sr-only"> {question.text}</span>
          </summary>
          <Paragraph>{question.why}</Paragraph>
          <Paragraph className="subtle">{question.source}</Paragraph>
        </details>
      </fieldset>
    </>
  );
});
