import { Button, Heading, Link, Paragraph, Tag } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { Link as RouteLink } from "wouter";
import { addressed } from "../api/client";
import { me, plan } from "../api/queries";
import { TalkLinks } from "../checklist/TalkLinks";
import { PageHeading } from "../shared/PageHeading";
import { Failure, isUnknown, Loading, NotFound } from "../shared/states";
import { useText } from "../texts";
import "./case.css";
import { Deadlines } from "./Deadlines";
import { Followers } from "./Followers";
import { History } from "./History";
import { Papers } from "./Papers";
import { People } from "./People";
import { Section } from "./Section";
import { SeenBy } from "./SeenBy";
import { Tasks } from "./Tasks";
import { type Plan, useChange } from "./useChange";
import { Written } from "./Written";

export default function CasePage({ id }: { id: string }) {
  const t = useText();
  const read = useQuery({ ...plan(id), refetchOnWindowFocus: true });
  if (read.isPending) return <Loading />;
  if (isUnknown(read.error)) return <NotFound />; // also when it was shown: who may not see it, sees it no longer
  if (!read.data)
    return (
      <>
        <PageHeading title={t("menuCases")} />
        <Failure error={read.error} again={read.refetch} />
      </>
    );
  return <Case plan={read.data} />;
}

function Case({ plan: shown }: { plan: Plan }) {
  const t = useText();
  const person = useQuery(me);
  const change = useChange(shown);
  return (
    <article className="case">
      <header className="case-top">
        <PageHeading title={shown.label} />
        <Tag data-color={shown.status === "open" ? "accent" : "neutral"} data-size="sm">
          {shown.status === "open"
            ? shown.levels.find((one) => one.here)?.title
            : t(shown.status === "closed" ? "closed" : "onlyFollowed")}
        </Tag>
      </header>
      {change.notice}
      <Now plan={shown} />
      <Tasks plan={shown} change={change} />
      {shown.status === "open" && <TalkLinks id={shown.case} />}
      <Deadlines plan={shown} />
      <Stair plan={shown} />
      <People plan={shown} />
      <Followers plan={shown} change={change} />
      <Written plan={shown} change={change} person={person.data?.person ?? ""} />
      <Papers id={shown.case} />
      {shown.sentences.documentation.length > 0 && (
        <Section title={t("documentation")} folded>
          {shown.sentences.documentation.map((line) => (
            <Paragraph key={line} className="lines">
              {line}
            </Paragraph>
          ))}
        </Section>
      )}
      {shown.gaps.length > 0 && (
        <Section title={t("gaps")} folded>
          <ul className="plain-list">
            {shown.gaps.map((gap) => (
              <li key={gap}>{gap}</li>
            ))}
          </ul>
        </Section>
      )}
      <History plan={shown} change={change} />
      <SeenBy id={shown.case} />
      <Link href={addressed(`/cases/${shown.case}/export.html`)} target="_blank" rel="noreferrer">
        {t("print")}
      </Link>
    </article>
  );
}

/** What «Hva nå?» says, with the judgement that is ready to be made. */
function Now({ plan: shown }: { plan: Plan }) {
  const t = useText();
  const decision = shown.decisions.find((one) => one.stands);
  const [, ...steps] = shown.sentences.next_steps;
  const first = shown.tasks.find((one) => one.id === shown.next_acts[0]);
  return (
    <section className="card now" aria-labelledby="now">
      <Heading level={2} data-size="2xs" id="now">
        {t("now")}
      </Heading>
      {decision ? (
        <Paragraph className="now-first">{decision.question}</Paragraph>
      ) : first ? (
        <Paragraph className="now-first">{first.text}</Paragraph>
      ) : (
        (steps.length ? steps : shown.sentences.next_steps).map((line) => <Paragraph key={line}>{line}</Paragraph>)
      )}
      {!decision && first?.when && <Paragraph className="when">{first.when}</Paragraph>}
      {decision && (
        <Button asChild>
          <RouteLink href={`/chat?sak=${shown.case}`}>{t("decisionInChat")}</RouteLink>
        </Button>
      )}
    </section>
  );
}

function Stair({ plan: shown }: { plan: Plan }) {
  const t = useText();
  const here = shown.levels.find((one) => one.here);
  const told = shown.levels.map((one) => (one.here ? t("stairHere", { title: one.title }) : one.title)).join(". ");
  const as = `${shown.revision}-${shown.language}`; // drawn anew when it is another
  return (
    <Section title={t("stair")}>
      <img className="stair" src={addressed(`/cases/${shown.case}/stair.svg`, { as })} alt={told} />
      {here?.ours && <Paragraph className="subtle">{here.ours}</Paragraph>}
    </Section>
  );
}
