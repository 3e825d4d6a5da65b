import { Button } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../api/client";
import { history } from "../api/queries";
import { moment } from "../shared/days";
import { useDraft } from "../shared/drafts";
import { Field } from "../shared/Field";
import { Failure, Loading } from "../shared/states";
import { type TextName, useLanguage, useText } from "../texts";
import { Rewrite } from "./Rewrite";
import { Section } from "./Section";
import type { Change, Plan } from "./useChange";

const headings: Partial<Record<Schemas["NoteOut"]["kind"], TextName>> = {
  concern: "concern",
  loose: "looseNote",
  reason: "reasonNote",
};

/** A note, with who wrote it and when. */
type Noted = Schemas["NoteOut"] & { by: string | null; at: string | null };

/** All that is written in the case and stands: answers under their questions, and notes; and a place to write one more. */
export function Written({ plan, change, person }: { plan: Plan; change: Change; person: string }) {
  const t = useText();
  const read = useQuery(history(plan.case));
  const all: Noted[] = (read.data?.entries ?? []).flatMap((entry) =>
    entry.notes
      .filter((note) => note.kind === "answer" || headings[note.kind])
      .map((note) => ({ ...note, by: entry.name, at: entry.at })),
  );
  const notes = all.filter((note) => note === standingOf(all, note));
  return (
    <Section title={t("written")}>
      {read.isPending && <Loading />}
      {read.isError && <Failure error={read.error} again={read.refetch} />}
      {read.data && notes.length === 0 && <p className="subtle">{t("writtenNone")}</p>}
      <ul className="plain-list">
        {notes.map((note) => (
          <li key={note.run ? `${note.run} ${note.question}` : note.number} className="note">
            <strong>{note.asked ?? t(headings[note.kind] ?? "looseNote")}</strong>
            <Words note={note} />
            <Earlier of={note} notes={versionsOf(all, note).filter((one) => one !== note)} />
            {person && plan.status === "open" && note.run && note.question && (
              <Rewrite
                case={plan.case}
                run={note.run}
                question={note.question}
                asked={note.asked ?? ""}
                person={person}
                change={change}
              />
            )}
          </li>
        ))}
      </ul>
      {person && <NewNote plan={plan} change={change} person={person} />}
    </Section>
  );
}

function Words({ note }: { note: Noted }) {
  const t = useText();
  const language = useLanguage();
  return (
    <>
      <p className="lines">{note.text ?? t("unreadable")}</p>
      <span className="subtle small">
        {note.by ?? t("somebody")}
        {note.at && `, ${moment(note.at, language)}`}
      </span>
    </>
  );
}

/** What else was written to the same question. */
function Earlier({ of, notes }: { of: Noted; notes: Noted[] }) {
  const t = useText();
  if (notes.length === 0) return null;
  return (
    <details className="why">
      <summary>
        {t("versions", { count: notes.length })}
        <span className="ds-sr-only"> {of.asked}</span>
      </summary>
      {notes.map((note) => (
        <div key={note.number}>
          <Words note={note} />
        </div>
      ))}
    </details>
  );
}

/** All that was written to the same question, the first one first; of what was no answer, itself. */
const versionsOf = (all: Noted[], note: Noted): Noted[] =>
  note.kind === "answer"
    ? all.filter((one) => one.kind === "answer" && one.run === note.run && one.question === note.question)
    : [note];

/** What stands of it: the last one that was not taken back. */
const standingOf = (all: Noted[], note: Noted) => versionsOf(all, note).findLast((one) => one.counts);

function NewNote({ plan, change, person }: { plan: Plan; change: Change; person: string }) {
  const t = useText();
  const [text, setText, clear] = useDraft(`${person}/note/${plan.case}`);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) change.do({ do: "note", text, kind: "loose" }, t("recorded", { what: t("looseNote") }), clear);
      }}
    >
      <Field label={t("newNote")} hint={t("newNoteHint")}>
        {(described) => (
          <textarea
            {...described}
            className="ds-input"
            rows={3}
            maxLength={20000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="secondary">
        {change.pending?.do === "note" ? t("saving") : t("save")}
      </Button>
    </form>
  );
}
