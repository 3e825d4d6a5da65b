import { Button, Heading, Paragraph, Tag } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { client, data, Problem, type Schemas } from "../api/client";
import { cases, offers, plan } from "../api/queries";
import { newId } from "../api/useCommand";
import { KeptTalks } from "../checklist/KeptTalks";
import { day } from "../shared/days";
import { useDraft } from "../shared/drafts";
import { Field } from "../shared/Field";
import { Icon } from "../shared/Icon";
import { PageHeading } from "../shared/PageHeading";
import { Failure, Loading, useWords } from "../shared/states";
import { useLanguage, useText } from "../texts";
import "./cases.css";

type Line = Schemas["CaseLine"];

/** The front page: the person's cases, the most urgent first; with none, the way to the first one. */
export function CasesPage({ person }: { person: Schemas["Me"] }) {
  const t = useText();
  const listed = useQuery(cases);
  return (
    <>
      <PageHeading title={t("casesTitle")} />
      <Offers />
      {listed.isPending && <Loading />}
      {listed.isError && <Failure error={listed.error} again={listed.refetch} />}
      {listed.isError && !(listed.error instanceof Problem) && <KeptTalks person={person.person} />}
      {listed.data?.length === 0 && (
        <section className="empty">
          <Heading level={2} data-size="xs">
            {t("casesNone")}
          </Heading>
          <Paragraph>{t("casesNoneMore")}</Paragraph>
          <NewCase person={person} />
        </section>
      )}
      {listed.data && listed.data.length > 0 && (
        <>
          <CaseList lines={listed.data} />
          <OpenAnother person={person} />
        </>
      )}
    </>
  );
}

/** What has the nearest day first, then what has none, then what is only followed or closed. */
export function byUrgency(one: Line, other: Line): number {
  return (
    Number(one.status !== "open") - Number(other.status !== "open") ||
    (one.due_on ?? "9").localeCompare(other.due_on ?? "9") ||
    one.label.localeCompare(other.label)
  );
}

export function CaseList({ lines, children }: { lines: Line[]; children?: (line: Line) => React.ReactNode }) {
  return (
    <ul className="case-list">
      {[...lines].sort(byUrgency).map((line) => (
        <li key={line.id} className="card case-card">
          {children ? <CaseWords line={line} /> : <CaseLinks line={line} />}
          {children?.(line)}
        </li>
      ))}
    </ul>
  );
}

function CaseLinks({ line }: { line: Line }) {
  const t = useText();
  return (
    <>
      <Link href={`/sak/${line.id}`} className="case-link">
        <CaseWords line={line} />
        <Icon name="next" />
      </Link>
      <Link href={`/chat?sak=${line.id}`} className="case-chat">
        <Icon name="chat" />
        {t("caseInChat")}
      </Link>
    </>
  );
}

function CaseWords({ line }: { line: Line }) {
  const t = useText();
  const language = useLanguage();
  const isOpen = line.status === "open";
  return (
    <span className="case-words">
      <span className="case-head">
        <strong className="case-label">{line.label}</strong>
        <Tag data-color="neutral" data-size="sm">
          {isOpen ? line.place : t(line.status === "closed" ? "closed" : "onlyFollowed")}
        </Tag>
      </span>
      {isOpen && <span>{line.next || t("nothingNow")}</span>}
      {line.when && <span className="when">{line.when}</span>}
      {line.offered_to?.map((one) => (
        <span key={one.person} className="subtle">
          {t("offerWaits", { name: one.name })}
          {one.last_day && `, ${t("offerUntil", { day: day(one.last_day, language) })}`}
        </span>
      ))}
      {line.delete_on && <span className="subtle">{t("deletedOn", { day: day(line.delete_on, language) })}</span>}
    </span>
  );
}

function OpenAnother({ person }: { person: Schemas["Me"] }) {
  const t = useText();
  const [isAsked, ask] = useState(false);
  if (isAsked)
    return (
      <section className="card">
        <Heading level={2} data-size="2xs">
          {t("newCase")}
        </Heading>
        <NewCase person={person} cancel={() => ask(false)} />
      </section>
    );
  return (
    <Button variant="secondary" onClick={() => ask(true)}>
      {t("newCase")}
    </Button>
  );
}

function NewCase({ person, cancel }: { person: Schemas["Me"]; cancel?: () => void }) {
  const t = useText();
  const words = useWords();
  const known = useQueryClient();
  const [, go] = useLocation();
  const [key] = useState(newId);
  const [label, setLabel, clear] = useDraft(`${person.person}/new-case`);
  const [missing, setMissing] = useState(false);
  const opening = useMutation({
    mutationFn: ({ given, another_pupil }: { given: string; another_pupil: boolean }) =>
      data(client.POST("/cases", { body: { key, label: given, another_pupil } })),
    onSuccess: (opened) => {
      clear();
      known.setQueryData(plan(opened.case).queryKey, opened);
      known.invalidateQueries({ queryKey: cases.queryKey });
      go(`/sak/${opened.case}`);
    },
  });
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setMissing(!label.trim());
    if (label.trim() && !opening.isPending) opening.mutate({ given: label.trim(), another_pupil: false });
  };
  const told = opening.error instanceof Problem ? opening.error.told : undefined;
  const taken = told?.code === "label_taken" ? told.known?.[0] : undefined;
  const wrong = missing ? t("newCaseEmpty") : opening.isError ? words(opening.error).detail : undefined;
  return (
    <form onSubmit={submit} className="stack new-case" noValidate>
      <Field label={t("newCaseLabel")} hint={t("newCaseHint")} error={wrong}>
        {(described) => (
          <input
            {...described}
            className="ds-input"
            autoComplete="off"
            maxLength={60}
            value={label}
            onChange={(event) => {
              setMissing(false);
              opening.reset();
              setLabel(event.target.value);
            }}
          />
        )}
      </Field>
      {taken && (
        <div className="actions">
          <Button asChild variant="secondary">
            <Link href={`/sak/${taken}`}>{t("openThat")}</Link>
          </Button>
          <Button variant="tertiary" onClick={() => opening.mutate({ given: label.trim(), another_pupil: true })}>
            {t("anotherPupil")}
          </Button>
        </div>
      )}
      <div className="actions">
        <Button type="submit">{opening.isPending ? t("saving") : t("openCase")}</Button>
        {cancel && (
          <Button variant="tertiary" onClick={cancel}>
            {t("cancel")}
          </Button>
        )}
      </div>
    </form>
  );
}

function Offers() {
  const t = useText();
  const listed = useQuery(offers);
  if (!listed.data?.length) return null;
  return (
    <section>
      <Heading level={2} data-size="2xs">
        {t("offersTitle")}
      </Heading>
      <ul className="case-list">
        {listed.data.map((one) => (
          <Offer key={one.case} offer={one} />
        ))}
      </ul>
    </section>
  );
}

function Offer({ offer }: { offer: Schemas["OfferedOut"] }) {
  const t = useText();
  const words = useWords();
  const language = useLanguage();
  const known = useQueryClient();
  const [id] = useState(newId);
  const answering = useMutation({
    mutationFn: (yes: boolean) => {
      const sent = { params: { path: { case_id: offer.case } }, body: { id: `${id}-${yes}` } };
      return data(yes ? client.POST("/offers/{case_id}/accept", sent) : client.POST("/offers/{case_id}/refuse", sent));
    },
    onSettled: () => {
      known.invalidateQueries({ queryKey: offers.queryKey });
      known.invalidateQueries({ queryKey: cases.queryKey });
    },
  });
  const until = offer.last_day ? ` (${t("offerUntil", { day: day(offer.last_day, language) })})` : "";
  return (
    <li className="card stack">
      <strong className="case-label">{offer.label}</strong>
      <Paragraph>
        {t("offerFrom", { name: offer.name ?? t("somebody") })}
        {until}
      </Paragraph>
      {answering.isError && <Paragraph role="alert">{words(answering.error).detail}</Paragraph>}
      <div className="actions">
        <Button onClick={() => answering.mutate(true)}>{t("accept")}</Button>
        <Button variant="tertiary" onClick={() => answering.mutate(false)}>
          {t("refuse")}
        </Button>
      </div>
    </li>
  );
}
