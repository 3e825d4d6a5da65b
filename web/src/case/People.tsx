import { Heading, Tag } from "@digdir/designsystemet-react";
import { useText } from "../texts";
import { Section } from "./Section";
import type { Plan } from "./useChange";
import { Why } from "./Why";

// A duty under a condition stands with the duties: the condition is in its note.
const groups: [string[], Parameters<ReturnType<typeof useText>>[0]][] = [
  [["must", "must_when"], "groupMust"],
  [["should"], "groupShould"],
  [["may"], "groupMay"],
  [["if_needed"], "groupIfNeeded"],
  [["informed"], "groupInformed"],
];

export function People({ plan }: { plan: Plan }) {
  const t = useText();
  if (plan.status !== "open" || plan.people.length === 0) return null;
  return (
    <Section title={t("people")}>
      {groups.map(([among, name]) => {
        const of = plan.people.filter((one) => among.includes(one.group));
        return (
          of.length > 0 && (
            <div key={name}>
              <Heading level={3} data-size="2xs" className="group-name">
                {t(name)}
              </Heading>
              <ul className="plain-list">
                {of.map((one) => (
                  <li key={one.role} className="person">
                    <span>
                      {one.name}
                      {one.note && <span className="subtle"> – {one.note}</span>}{" "}
                      {one.involved && (
                        <Tag data-color="success" data-size="sm">
                          {t(one.group === "informed" ? "informed" : "involved")}
                        </Tag>
                      )}
                    </span>
                    <Why about={one.name} lines={[one.source]} />
                  </li>
                ))}
              </ul>
            </div>
          )
        );
      })}
    </Section>
  );
}
