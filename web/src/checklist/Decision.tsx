import { Button, Heading, Link, Paragraph, Textarea } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link as RouteLink } from "wouter";
import type { Schemas } from "../api/client";
import { plan } from "../api/queries";
import { type Change, useChange } from "../case/useChange";
import { Field } from "../shared/Field";
import { useSheetText } from "./texts";

type Plan = Schemas["PlanOut"];
type Asked = Schemas["DecisionOut"];

/** Straight on: the judgement the plan asks for now, and the plan. */
export function Decision({ id }: { id: string }) {
  const read = useQuery({ ...plan(id), staleTime: 0 });
  return read.data ? <Next plan={read.data} /> : null;
}

function Next({ plan: shown }: { plan: Plan }) {
  const t = useSheetText();
  const change = useChange(shown);
  const [decided, setDecided] = useState("");
  const asked = shown.decisions.find((one) => one.stands);
  return (
    <section className="sheet-part next" aria-labelledby="sheet-decision">
      <Heading level={2} data-size="xs" id="sheet-decision" tabIndex={-1}>
        {t(decided ? "decided" : "decision")}
      </Heading>
      {change.notice}
      {decided && <Paragraph>{decided}</Paragraph>}
      {asked && !decided && <Judgement key={asked.id} asked={asked} change={change} then={setDecided} />}
      {(decided ? shown.sentences.place : asked ? [] : shown.sentences.next_steps).map((line) => (
        <Paragraph key={line} className="lines">
          {line}
        </Paragraph>
      ))}
      <Link asChild>
        <RouteLink href={`/sak/${shown.case}`}>{t("toPlan")}</RouteLink>
      </Link>
    </section>
  );
}

function Judgement({ asked, change, then }: { asked: Asked; change: Change; then: (says: string) => void }) {
  const t = useSheetText();
  const [chosen, setChosen] = useState<Asked["outcomes"][number]>();
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const needs = chosen?.needs ?? [];
  const save = () => {
    setMissing(!chosen);
    if (!chosen) return;
    const anyway = needs.length > 0;
    const why = reason.trim() ? { reason } : {};
    change.do({ do: "decide", decision: asked.id, outcome: chosen.id, anyway, ...why }, chosen.text, () => {
      then(chosen.says ?? chosen.text);
      document.getElementById("sheet-decision")?.focus({ preventScroll: true });
    });
  };
  return (
    <div className="stack">
      <Paragraph id="sheet-judgement">{asked.question}</Paragraph>
      <div className="picks" role="radiogroup" aria-labelledby="sheet-judgement">
        {asked.outcomes.map((one) => (
          <label key={one.id} className="pick pick-big">
            <input
              type="radio"
              className="ds-input"
              name="decision"
              checked={chosen?.id === one.id}
              onChange={() => setChosen(one)}
            />
            <span>{one.text}</span>
          </label>
        ))}
      </div>
      {isMissing && !chosen && (
        <p className="field-error" role="alert">
          {t("chooseDecision")}
        </p>
      )}
      {needs.length > 0 && (
        <>
          <p>{t("needs")}</p>
          <ul>
            {needs.map((one) => (
              <li key={one.id}>{one.text}</li>
            ))}
          </ul>
          <Field label={t("reason")}>
            {(described) => (
              <Textarea {...described} rows={2} value={reason} onChange={(event) => setReason(event.target.value)} />
            )}
          </Field>
        </>
      )}
      <Button onClick={save} className="wide">
        {t(needs.length > 0 ? "anyway" : "decide")}
      </Button>
    </div>
  );
}
