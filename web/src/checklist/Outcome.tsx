import { Button, Heading, Input, Link, Paragraph } from "@digdir/designsystemet-react";
import { useState } from "react";
import { Link as RouteLink } from "wouter";
import { day } from "../shared/days";
import { Field } from "../shared/Field";
import { useLanguage } from "../texts";
import type { Courier } from "./courier";
import type { Sheet, Outcome as Told } from "./sheet";
import { type SheetText, useSheetText } from "./texts";
import { useSeen } from "./useSheet";

type Came = "held" | "none" | "later";

/** What came of it: held, nobody answered, or another day. The last two are facts too, and the next try is set to a day. */
export function Outcome({ courier, sheet, id }: { courier: Courier; sheet: Sheet; id: string }) {
  const t = useSheetText();
  const [isTold, setTold] = useState(false);
  const { kept } = useSeen(courier);
  const waiting = kept.outcomes.filter((one) => !one.refused && !one.back);
  const refused = kept.outcomes.find((one) => one.refused);
  const isOver = sheet.walk !== null && !sheet.walk.open;
  return (
    <section className="sheet-part outcome" aria-labelledby="sheet-outcome">
      <Heading level={2} data-size="xs" id="sheet-outcome" tabIndex={-1}>
        {isOver ? t("held") : t("outcome")}
      </Heading>
      <Tries sheet={sheet} />
      {refused && (
        <p className="field-error" role="alert">
          {t("refused", { words: refused.refused ?? "" })}
        </p>
      )}
      {waiting.length > 0 ? (
        <Waiting courier={courier} sheet={sheet} outcomes={waiting} />
      ) : isOver ? (
        <>
          <Paragraph className="subtle">{t("heldMore")}</Paragraph>
          <div>
            <Button variant="secondary" onClick={() => courier.tell({ came: "begun", on: sheet.today })}>
              {t("another")}
            </Button>
          </div>
        </>
      ) : (
        <>
          {isTold && !refused && (
            <p role="status">
              {t("outcomeSaved")}{" "}
              <Link asChild>
                <RouteLink href={`/sak/${id}`}>{t("whatNow")}</RouteLink>
              </Link>
            </p>
          )}
          <Ways courier={courier} sheet={sheet} told={() => setTold(true)} />
        </>
      )}
    </section>
  );
}

/** What came of it, kept on this device alone, and the way to say it otherwise. */
function Waiting({ courier, sheet, outcomes }: { courier: Courier; sheet: Sheet; outcomes: Told[] }) {
  const t = useSheetText();
  const language = useLanguage();
  const said = ({ came, on }: Told) => {
    const shown = { day: day(on, language, sheet.today) };
    if (came === "tried") return t("tried", shown);
    return came === "planned" ? t("planned", shown) : t("heldOn", { what: t(heldOf(sheet)), ...shown });
  };
  const told = outcomes.filter((one) => one.came !== "begun");
  return (
    <div className="stack">
      <p role="status">{t("outcomeWaits")}</p>
      {told.length > 0 && (
        <>
          <ul className="tries">
            {told.map((one) => (
              <li key={one.id}>{said(one)}</li>
            ))}
          </ul>
          <div>
            <Button
              variant="secondary"
              onClick={() => {
                courier.withdraw();
                document.getElementById("sheet-outcome")?.focus({ preventScroll: true });
              }}
            >
              {t("withdraw")}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function Tries({ sheet }: { sheet: Sheet }) {
  const t = useSheetText();
  const language = useLanguage();
  const { call, today } = sheet;
  if (!call) return null;
  const lines = [
    ...[...new Set(call.attempted_on)].map((on) => {
      const count = call.attempted_on.filter((one) => one === on).length;
      return t(count > 1 ? "triedMore" : "tried", { day: day(on, language, today), count });
    }),
    ...(call.planned_on ? [t("planned", { day: day(call.planned_on, language, today) })] : []),
  ];
  if (lines.length === 0) return null;
  return (
    <ul className="tries">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function Ways({ courier, sheet, told }: { courier: Courier; sheet: Sheet; told: () => void }) {
  const t = useSheetText();
  const [came, setCame] = useState<Came>();
  const [on, setOn] = useState(sheet.today);
  const [next, setNext] = useState("");
  const [wrong, setWrong] = useState<{ came?: SheetText; on?: SheetText; next?: SheetText }>({});
  const save = () => {
    const isPast = on !== "" && on <= sheet.today;
    const isNext = next === "" ? came !== "later" : next >= sheet.today;
    const found = {
      ...(came ? {} : { came: "chooseOutcome" as const }),
      ...(isPast ? {} : { on: "choosePast" as const }),
      ...(came === "held" || isNext ? {} : { next: "chooseDay" as const }),
    };
    setWrong(found);
    if (Object.keys(found).length > 0 || !came) return;
    if (came === "held") courier.tell({ came, on });
    else courier.tell({ came: "tried", on }, ...(next ? [{ came: "planned" as const, on: next }] : []));
    told();
    document.getElementById("sheet-outcome")?.focus({ preventScroll: true });
  };
  const ways = waysOf(sheet);
  return (
    <div className="stack">
      <div className="picks" role="radiogroup" aria-labelledby="sheet-outcome">
        {ways.map(([way, name]) => (
          <label key={way} className="pick pick-big">
            <input
              type="radio"
              className="ds-input"
              name="outcome"
              checked={came === way}
              onChange={() => setCame(way)}
            />
            <span>{t(name)}</span>
          </label>
        ))}
      </div>
      {wrong.came && !came && (
        <p className="field-error" role="alert">
          {t(wrong.came)}
        </p>
      )}
      {came && (
        <Field label={t("whichDay")} error={wrong.on && t(wrong.on)}>
          {(described) => (
            <Input
              {...described}
              type="date"
              max={sheet.today}
              value={on}
              onChange={(event) => setOn(event.target.value)}
            />
          )}
        </Field>
      )}
      {came && came !== "held" && (
        <Field
          label={t("nextTry")}
          {...(came === "none" ? { hint: t("nextTryMore") } : {})}
          error={wrong.next && t(wrong.next)}
        >
          {(described) => (
            <Input
              {...described}
              type="date"
              min={sheet.today}
              value={next}
              onChange={(event) => setNext(event.target.value)}
            />
          )}
        </Field>
      )}
      <Button onClick={save} className="wide">
        {t("save")}
      </Button>
    </div>
  );
}

/** Only what a task of the level asks for can be tried in vain; a sheet that none asks for is done or left. */
function waysOf(sheet: Sheet): [Came, SheetText][] {
  const { guide, call } = sheet;
  const done: [Came, SheetText] = ["held", heldOf(sheet)];
  if (!call) return [done];
  return [done, ["none", guide.audience === "foresatte" ? "noAnswer" : "notHeld"], ["later", "callBack"]];
}

function heldOf({ guide }: Sheet): SheetText {
  const held: Record<string, SheetText> = { foresatte: "reached", pupil: "reachedPupil" };
  return held[guide.audience] ?? "reachedOther";
}
