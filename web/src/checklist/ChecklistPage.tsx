import "./checklist.css";
import { Alert, Button, Heading, Link, Paragraph } from "@digdir/designsystemet-react";
import { useEffect } from "react";
import { Link as RouteLink, useLocation, useSearchParams } from "wouter";
import type { Schemas } from "../api/client";
import { queryClient } from "../api/queries";
import { Icon } from "../shared/Icon";
import { PageHeading } from "../shared/PageHeading";
import { Failure, Loading, NotFound } from "../shared/states";
import { useLanguage } from "../texts";
import { Ask } from "./Ask";
import type { Courier } from "./courier";
import { Decision } from "./Decision";
import { Outcome } from "./Outcome";
import { Preparation } from "./Preparation";
import { Standing } from "./Standing";
import type { Sheet } from "./sheet";
import { useSheetText } from "./texts";
import { useSeen, useSheet } from "./useSheet";

type Props = { id: string; guide: string; person: Schemas["Me"] };

export default function ChecklistPage({ id, guide, person }: Props) {
  const [asked] = useSearchParams();
  const held = useSheet({
    person: person.person,
    caseId: id,
    guide,
    school: person.workplaces.find((one) => one.acting)?.school ?? "",
    run: asked.get("samtale"),
  });
  if (held.elsewhere) return <Elsewhere takeOver={held.takeOver} />;
  return held.courier ? <Page courier={held.courier} id={id} /> : <Loading />;
}

function Page({ courier, id }: { courier: Courier; id: string }) {
  const { sheet, net } = useSeen(courier);
  useAddress(sheet, id);
  if (sheet) return <Talk courier={courier} sheet={sheet} id={id} />;
  if (net === "gone") return <NotFound />;
  if (net === "here") return <Loading />;
  return net === "away" ? (
    <Failure error={undefined} again={() => courier.refresh()} />
  ) : (
    <Standing courier={courier} />
  );
}

/** The address names the walk once it is begun, so that the same one is there when the page is opened again. */
function useAddress(sheet: Sheet | null, id: string): void {
  const [, go] = useLocation();
  const run = sheet?.walk?.run;
  const guide = sheet?.guide.id;
  useEffect(() => {
    if (run && guide) go(`/sak/${id}/samtale/${guide}?samtale=${run}`, { replace: true });
  }, [run, guide, id, go]);
  const revision = sheet?.revision;
  useEffect(() => {
    if (revision !== undefined) queryClient.invalidateQueries({ queryKey: ["case", id] });
  }, [revision, id]);
}

function Talk({ courier, sheet, id }: { courier: Courier; sheet: Sheet; id: string }) {
  const t = useSheetText();
  const language = useLanguage();
  const { guide, label, walk } = sheet;
  const said = [guide.label, guide.cite, guide.ours && t("ours")].filter(Boolean).join(". ");
  return (
    <article className="sheet" lang={language}>
      <header className="sheet-top">
        <Link asChild>
          <RouteLink href={`/sak/${id}`} className="sheet-back">
            <Icon name="back" />
            {t("toCase", { label })}
          </RouteLink>
        </Link>
        <PageHeading title={guide.name} />
        {said && <Paragraph className="subtle">{said}</Paragraph>}
      </header>
      <Standing courier={courier} />
      <Preparation courier={courier} sheet={sheet} />
      <Say title={t("opening")} lines={guide.opening} />
      <section className="sheet-part" aria-labelledby="sheet-questions">
        <Heading level={2} data-size="xs" id="sheet-questions">
          {t("questions")}
        </Heading>
        {sheet.questions.map((question, at) => (
          <Ask
            key={question.id}
            courier={courier}
            question={question}
            area={question.area !== sheet.questions[at - 1]?.area ? question.area : null}
          />
        ))}
      </section>
      <Say title={t("closing")} lines={guide.closing} />
      <Outcome courier={courier} sheet={sheet} id={id} />
      {walk && !walk.open && (
        <>
          <Say title={t("after")} lines={guide.after} quiet />
          <Decision id={id} />
        </>
      )}
      <p>
        <Link asChild>
          <RouteLink href={`/chat?sak=${id}`}>{t("inChat")}</RouteLink>
        </Link>
      </p>
    </article>
  );
}

function Say({ title, lines, quiet }: { title: string; lines: string[]; quiet?: boolean }) {
  if (lines.length === 0) return null;
  return (
    <section className={quiet ? "sheet-part" : "sheet-part say"}>
      <Heading level={2} data-size="2xs">
        {title}
      </Heading>
      {lines.map((line) => (
        <Paragraph key={line}>{line}</Paragraph>
      ))}
    </section>
  );
}

function Elsewhere({ takeOver }: { takeOver: () => void }) {
  const t = useSheetText();
  return (
    <>
      <PageHeading title={t("elsewhere")} />
      <Alert data-color="neutral" className="stack">
        <Paragraph>{t("elsewhereMore")}</Paragraph>
        <Button onClick={takeOver}>{t("takeOver")}</Button>
      </Alert>
    </>
  );
}
