import { Button } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "../api/client";
import { history } from "../api/queries";
import { moment } from "../shared/days";
import { Failure, Loading } from "../shared/states";
import { useLanguage, useText } from "../texts";
import { Section } from "./Section";
import type { Change, Plan } from "./useChange";

export function History({ plan, change }: { plan: Plan; change: Change }) {
  const t = useText();
  const read = useQuery(history(plan.case));
  return (
    <Section title={t("history")} folded>
      {read.isPending && <Loading />}
      {read.isError && <Failure error={read.error} again={read.refetch} />}
      <ol className="history" reversed>
        {[...(read.data?.entries ?? [])].reverse().map((entry) => (
          <Entry key={entry.number} entry={entry} change={change} />
        ))}
      </ol>
    </Section>
  );
}

function Entry({ entry, change }: { entry: Schemas["EntryOut"]; change: Change }) {
  const t = useText();
  const language = useLanguage();
  const recorded = entry.facts.length + entry.notes.length > 0;
  return (
    <li>
      <strong>{entry.did}</strong>
      {!entry.counts && recorded && <span className="subtle"> ({t("countsNoMore")})</span>}
      {entry.facts
        .filter((fact) => fact.told)
        .map((fact) => (
          <p key={fact.number}>{fact.told}</p>
        ))}
      {entry.notes
        .filter((note) => note.text)
        .map((note) => (
          <p key={note.number} className="lines">
            {note.asked && `${note.asked} `}
            {note.text}
          </p>
        ))}
      <span className="subtle small">
        {entry.name ?? t("somebody")}
        {entry.at && `, ${moment(entry.at, language)}`}
      </span>
      {entry.counts && entry.number > 1 && (
        <Button
          variant="tertiary"
          data-size="sm"
          aria-label={t("takeBackWhat", { what: entry.did })}
          onClick={() => change.do({ do: "take_back", entry: entry.number }, t("takenBack"))}
        >
          {t("takeBack")}
        </Button>
      )}
    </li>
  );
}
