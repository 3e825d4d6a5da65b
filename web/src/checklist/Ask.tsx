import { Button, Input, Paragraph, Tag, Textarea } from "@digdir/designsystemet-react";
import { memo, useId } from "react";
import type { Courier } from "./courier";
import { NONE, type Question, type Value } from "./sheet";
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
  const choose = (value: Value | null) => write({ ...answer, value });
  const isOpen = question.type === "open";
  return (
    <>
      {area && <h3 className="sheet-area">{area}</h3>}
      <fieldset
        className="ask"
        id={`q-${question.id}`}
        tabIndex={-1}
        aria-describedby={`${id}-state`}
        onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && draft && courier.flush(question.id)}
      >
        <legend>
          <span className="ask-number">{question.number}</span>
          <span>{question.text}</span>
        </legend>
        {question.sensitive && (
          <Tag data-color="neutral" data-size="sm" className="ask-care">
            {t("sensitive")}
          </Tag>
        )}
        {!isOpen && <Choice question={question} value={answer.value} choose={choose} />}
        <label className={isOpen ? "ds-sr-only" : "ask-label"} htmlFor={`${id}-note`}>
          {isOpen ? `${t("answer")}: ${question.text}` : t("more")}
        </label>
        <Textarea
          id={`${id}-note`}
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
        {draft?.theirs && <TwoAnswers courier={courier} question={question} draft={draft} theirs={draft.theirs} />}
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

interface ChoiceProps {
  question: Question;
  value: Value | null;
  choose: (value: Value | null) => void;
}

function Choice({ question, value, choose }: ChoiceProps) {
  const t = useSheetText();
  const id = useId();
  switch (question.type) {
    case "choice":
      return <Picks question={question} kind="radio" chosen={[value]} turn={(one) => choose(one)} />;
    case "tick": {
      const ticked = Array.isArray(value) ? value : [];
      const turn = (one: string) => {
        const now = ticked.includes(one) ? ticked.filter((other) => other !== one) : [...ticked, one];
        choose((question.options ?? []).map((option) => option.id).filter((option) => now.includes(option)));
      };
      return (
        <>
          <p className="subtle ask-hint">{t("several")}</p>
          <Picks question={question} kind="checkbox" chosen={ticked} turn={turn} />
        </>
      );
    }
    case "scale": {
      const [low = 0, high = 0] = question.scale ?? [];
      const steps = Array.from({ length: high - low + 1 }, (_, step) => low + step);
      return (
        <>
          <p className="subtle ask-hint">{t("scale", { low, high })}</p>
          <div className="scale">
            {steps.map((step) => (
              <label key={step} className="scale-step">
                <input
                  type="radio"
                  className="ds-sr-only"
                  name={id}
                  checked={value === step}
                  onChange={() => choose(step)}
                />
                <span>{step}</span>
              </label>
            ))}
          </div>
        </>
      );
    }
    case "date":
      return (
        <div className="ask-field">
          <label htmlFor={id}>{t("day")}</label>
          <Input
            id={id}
            type="date"
            value={typeof value === "string" ? value : ""}
            onChange={(event) => choose(event.target.value || null)}
          />
        </div>
      );
    default:
      return (
        <div className="ask-field">
          <label htmlFor={id}>{t("number")}</label>
          <Input
            id={id}
            type="number"
            inputMode="decimal"
            step="any"
            value={typeof value === "number" ? value : ""}
            onChange={(event) => choose(event.target.value === "" ? null : event.target.valueAsNumber)}
          />
        </div>
      );
  }
}

interface PicksProps {
  question: Question;
  kind: "radio" | "checkbox";
  chosen: (Value | null)[];
  turn: (option: string) => void;
}

function Picks({ question, kind, chosen, turn }: PicksProps) {
  const name = useId();
  return (
    <ul className="picks">
      {(question.options ?? []).map((option) => (
        <li key={option.id}>
          <label className="pick">
            <input
              type={kind}
              className="ds-input"
              name={name}
              checked={chosen.includes(option.id)}
              onChange={() => turn(option.id)}
            />
            <span>{option.text}</span>
          </label>
        </li>
      ))}
    </ul>
  );
}
