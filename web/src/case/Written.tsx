import { Button } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../api/client";
import { history } from "../api/queries";
import { moment } from "../shared/days";
import { useDraft } from "../shared/drafts";
import { Field } from "../shared/Field";
import { Failure, Loading } from "../shared/states";
import { type TextName, useLanguage, useText } from "../texts";
import { Section } from "./Section";
import type { Change, Plan } from "./useChange";

const headings: Partial<Record<Schemas["NoteOut"]["kind"], TextName>> = {
  concern: "concern",
  loose: "looseNote",
  reason: "reasonNote",
};

/** All that is written in the case and counts: answers under their questions, and notes; and a place to write one more. */
export function Written({ plan, change, person }: { plan: Plan; change: Change; person: string }) {
  const t = useText();
  const language = useLanguage();
  const read = useQuery(history(plan.case));
  const notes = (read.data?.entries ?? []).flatMap((entry) =>
    entry.notes
      .filter((note) => note.counts && (note.kind === "answer" || headings[note.kind]))
      .map((note) => ({ ...note, by: entry.name, at: entry.at })),
  );
  return (
    <Section title={t("written")}>
      {read.isPending && <Loading />}
      {read.isError && <Failure error={read.error} again={read.refetch} />}
      {read.data && notes.length === 0 && <p className="subtle">{t("writtenNone")}</p>}
      <ul className="plain-list">
        {notes.map((note) => (
          <li key={note.number} className="note">
            <strong>{note.asked ?? t(headings[note.kind] ?? "looseNote")}</strong>
            <p className="lines">{note.text ?? t("unreadable")}</p>
            <span className="subtle small">
              {note.by ?? t("somebody")}
              {note.at && `, ${moment(note.at, language)}`}
            </span>
          </li>
        ))}
      </ul>
      {person && <NewNote plan={plan} change={change} person={person} />}
    </Section>
  );
}

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
