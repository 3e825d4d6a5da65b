import { Button, Heading, Paragraph, Tag } from "@digdir/designsystemet-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client, data, type Schemas } from "../api/client";
import { figures, schoolAccess, schoolCases } from "../api/queries";
import { CaseList } from "../cases/CasesPage";
import { moment } from "../shared/days";
import { useDraft } from "../shared/drafts";
import { Field } from "../shared/Field";
import { roleOf } from "../shared/Frame";
import { PageHeading } from "../shared/PageHeading";
import { Failure, Loading, NotFound, useWords } from "../shared/states";
import { useLanguage, useText } from "../texts";
import { Access } from "./Access";
import { GiveOn } from "./GiveOn";
import { Invitations } from "./Invitations";
import "./school.css";

type Me = Schemas["Me"];

/** What leadership and the municipality see, as the school's settings allow: lines, all of a case for a reason, and figures. */
export default function SchoolPage({ person }: { person: Me }) {
  const t = useText();
  const role = roleOf(person);
  if (role !== "leader" && role !== "adviser" && role !== "admin") return <NotFound />;
  return (
    <>
      <PageHeading title={t("schoolTitle")} />
      {role !== "admin" && <Lines person={person} />}
      {role !== "adviser" && <Figures />}
      {role !== "adviser" && <Access narrowsOnly={role === "leader"} />}
      {role === "leader" && <Invitations />}
    </>
  );
}

function Lines({ person }: { person: Me }) {
  const t = useText();
  const read = useQuery(schoolCases);
  const access = useQuery({ ...schoolAccess, enabled: roleOf(person) === "leader" });
  const alone = new Map(read.data?.filter((one) => one.alone).map((one) => [one.id, one]));
  return (
    <section>
      <Heading level={2} data-size="2xs">
        {t("schoolCases")}
      </Heading>
      {read.isPending && <Loading />}
      {read.isError && <Failure error={read.error} again={read.refetch} />}
      {read.data?.length === 0 && (
        <Paragraph className="subtle">
          {t(access.data?.leaders_see === "figures" ? "schoolFiguresOnly" : "schoolNone")}
        </Paragraph>
      )}
      {read.data && (
        <CaseList lines={read.data}>
          {(line) => (
            <div className="stack">
              <Alone line={alone.get(line.id)} />
              <Insight line={line} person={person} />
            </div>
          )}
        </CaseList>
      )}
    </section>
  );
}

function Alone({ line }: { line: Schemas["LineOut"] | undefined }) {
  const t = useText();
  if (!line) return null;
  return (
    <>
      <Tag data-color="neutral" data-size="sm">
        {t("alone")}
      </Tag>
      <GiveOn line={line} />
    </>
  );
}

/** All of a case, for a reason its members see. */
function Insight({ line, person }: { line: Schemas["CaseLine"]; person: Me }) {
  const t = useText();
  const words = useWords();
  const language = useLanguage();
  const [reason, setReason, clear] = useDraft(`${person.person}/insight/${line.id}`);
  const [isAsked, ask] = useState(false);
  const reading = useMutation({
    mutationFn: () =>
      data(
        client.POST("/school/cases/{case_id}/insight", {
          params: { path: { case_id: line.id } },
          body: { reason: reason.trim() },
        }),
      ),
    onSuccess: clear,
  });
  const [isEmpty, setEmpty] = useState(false);
  if (reading.data)
    return (
      <div className="stack">
        {[...reading.data.plan.sentences.place, ...reading.data.plan.sentences.next_steps].map((words) => (
          <Paragraph key={words}>{words}</Paragraph>
        ))}
        {reading.data.history.entries.map((entry) => (
          <Paragraph key={entry.number}>
            {[entry.did, ...entry.facts.map((one) => one.told), ...entry.notes.map((one) => one.text)]
              .filter(Boolean)
              .join(": ")}{" "}
            <span className="subtle">
              {[entry.name, entry.at && moment(entry.at, language)].filter(Boolean).join(", ")}
            </span>
          </Paragraph>
        ))}
        <Button
          variant="tertiary"
          data-size="sm"
          onClick={() => {
            reading.reset();
            ask(false);
          }}
        >
          {t("insightClose")}
        </Button>
      </div>
    );
  if (!isAsked)
    return (
      <Button variant="tertiary" data-size="sm" onClick={() => ask(true)}>
        {t("insight")}
        <span className="ds-sr-only"> {line.label}</span>
      </Button>
    );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setEmpty(!reason.trim());
        if (reason.trim() && !reading.isPending) reading.mutate();
      }}
    >
      <Field
        label={t("insightReason")}
        hint={t("insightHint")}
        error={isEmpty ? t("insightEmpty") : reading.isError ? words(reading.error).detail : undefined}
      >
        {(described) => (
          <textarea
            {...described}
            className="ds-input"
            rows={2}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <div className="actions">
        <Button type="submit" data-size="sm">
          {t("insight")}
        </Button>
        <Button variant="tertiary" data-size="sm" onClick={() => ask(false)}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}

function Figures() {
  const t = useText();
  const read = useQuery(figures);
  return (
    <section className="stack">
      <Heading level={2} data-size="2xs">
        {t("figures")}
      </Heading>
      {read.isPending && <Loading />}
      {read.isError && <Failure error={read.error} again={read.refetch} />}
      {read.data?.map((one) => (
        <Paragraph key={`${one.level} ${one.status}`}>
          {t("figure", { place: one.level, count: one.cases })}
          {one.status !== "open" && `, ${t(one.status === "closed" ? "closed" : "onlyFollowed").toLowerCase()}`}
        </Paragraph>
      ))}
      <Paragraph className="subtle">{t("figuresNone")}</Paragraph>
    </section>
  );
}
