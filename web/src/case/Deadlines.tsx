import { Tag } from "@digdir/designsystemet-react";
import { useText } from "../texts";
import { Section } from "./Section";
import type { Plan } from "./useChange";
import { Why } from "./Why";

/** Each date with its weekday, how it binds and how sure it is, as the routine says it. */
export function Deadlines({ plan }: { plan: Plan }) {
  const t = useText();
  if (plan.status !== "open") return null;
  return (
    <Section title={t("deadlines")}>
      {plan.deadlines.length === 0 && <p>{t("deadlinesNone")}</p>}
      <ul className="plain-list">
        {plan.deadlines.map((one) => (
          <li key={one.id}>
            {one.sentence}{" "}
            {one.anchor_assumed && (
              <Tag data-color="neutral" data-size="sm">
                {t("assumed")}
              </Tag>
            )}
            {one.own_on && (
              <Tag data-color="neutral" data-size="sm">
                {t("ownDate")}
              </Tag>
            )}
            <Why about={one.sentence} lines={one.why.split("\n")} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
