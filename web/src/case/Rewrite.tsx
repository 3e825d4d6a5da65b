import { Button } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { talk } from "../api/queries";
import { Choice } from "../checklist/Choice";
import { type Content, same } from "../checklist/sheet";
import { TwoAnswers, type Which } from "../checklist/TwoAnswers";
import { type Answer, answerOf, contentOf, isReady, LONGEST } from "../checklist/words";
import "../checklist/checklist.css";
import { useDraft } from "../shared/drafts";
import { Field } from "../shared/Field";
import { Failure, Loading } from "../shared/states";
import { useText } from "../texts";
import type { Change } from "./useChange";

type Talk = Schemas["TalkOut"];

interface Props {
  case: string;
  run: string;
  question: string;
  asked: string;
  person: string;
  change: Change;
}

/** What is being written in place of an answer, and the number of the note it is written upon. */
interface Draft extends Content {
  base: number;
}

/** An answer is written anew where it stands. What is begun is kept on the device, and shown again until it is saved or left. */
export function Rewrite({ case: id, run, question, asked, person, change }: Props) {
  const t = useText();
  const [isAsked, ask] = useState(false);
  const [kept, keep, clear] = useDraft(`${person}/answer/${id}/${run}/${question}`);
  const isOpen = isAsked || kept !== "";
  const read = useQuery({ ...talk(id, run), enabled: isOpen });
  if (!isOpen)
    return (
      <Button variant="tertiary" data-size="sm" className="rewrite" onClick={() => ask(true)}>
        {t("rewrite")}
        <span className="ds-sr-only"> {asked}</span>
      </Button>
    );
  if (read.isPending) return <Loading />;
  if (!read.data) return <Failure error={read.error} again={read.refetch} />;
  return (
    <Form
      talk={read.data}
      question={question}
      draft={kept ? (JSON.parse(kept) as Draft) : undefined}
      keep={(draft) => keep(JSON.stringify(draft))}
      change={change}
      leave={() => {
        clear();
        ask(false);
      }}
    />
  );
}

interface FormProps {
  talk: Talk;
  question: string;
  draft: Draft | undefined;
  keep: (draft: Draft) => void;
  change: Change;
  leave: () => void;
}

function Form({ talk: shown, question: id, draft, keep, change, leave }: FormProps) {
  const t = useText();
  const [isWrong, setWrong] = useState(false);
  const question = shown.questions.find((one) => one.id === id);
  const given = shown.answers.find((one) => one.question === id)?.history.find((one) => one.counts);
  const there = { text: given?.text ?? "", value: given?.value ?? null };
  const standing = given?.note ?? 0;
  if (!question)
    return (
      <p>
        {t("appliesNoLonger")}{" "}
        <Button variant="tertiary" data-size="sm" onClick={leave}>
          {t("cancel")}
        </Button>
      </p>
    );
  const content = draft ?? there;
  const answer = answerOf(question, content);
  const write = (now: Answer) => keep({ ...contentOf(question, now), base: draft?.base ?? standing });
  const save = (next: Content) => {
    setWrong(!isReady(question, next));
    if (!isReady(question, next)) return;
    if (same(next, there)) return leave();
    const { text, value } = next;
    change.do(
      // A talk that is still open is ended in the chat or on its own page.
      { do: "answer", run: shown.walk.run, question: id, text, ends_talk: false, ...(value === null ? {} : { value }) },
      t("rewritten"),
      leave,
      shown.revision,
    );
  };
  if (draft && draft.base !== standing && !same(draft, there)) {
    const choose = (which: Which) => {
      if (which === "theirs") return leave();
      const text = which === "both" ? `${there.text}\n${draft.text}` : draft.text;
      const next = { text, value: draft.value, base: standing };
      keep(next);
      save(next);
    };
    const theirs = { text: there.text, name: given?.name ?? null, at: given?.at ?? null };
    return <TwoAnswers mine={draft.text} theirs={theirs} joins={question.type === "open"} choose={choose} />;
  }
  const error =
    content.text.length > LONGEST ? t("answerTooLong", { most: LONGEST }) : isWrong ? t("answerMissing") : undefined;
  return (
    <form
      className="stack rewrite"
      onSubmit={(event) => {
        event.preventDefault();
        save(content);
      }}
    >
      {question.type !== "open" && (
        <Choice question={question} value={answer.value} choose={(value) => write({ ...answer, value })} />
      )}
      <Field label={t("rewriteLabel", { asked: question.text })} error={error}>
        {(described) => (
          <textarea
            {...described}
            className="ds-input"
            rows={3}
            value={answer.note}
            onChange={(event) => write({ ...answer, note: event.target.value })}
          />
        )}
      </Field>
      <div className="actions">
        <Button type="submit" data-size="sm">
          {change.pending?.do === "answer" ? t("saving") : t("save")}
        </Button>
        <Button variant="tertiary" data-size="sm" onClick={leave}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
