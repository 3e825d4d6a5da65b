import type { Schemas } from "../../api/client";
import { useChatText } from "../texts";
import { Words } from "../Words";

type Line = Schemas["PlanLine"];
const ASIDE = new Set(["cite", "source", "ours"]); // where it is from, in small
const IN_A_LIST = new Set<Line["layout"]>(["item", "ticked"]);
const TITLES = new Set(["level", "heading", "at"]);

/** Some of what the plan has to say: its lines, those of a day with the day before them. */
export function Plan({ card }: { card: Schemas["PlanCard"] }) {
  const t = useChatText();
  return (
    <section className="card plan">
      {groupsOf(card.lines).map((group, index) =>
        Array.isArray(group) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said never changes
          <ul className="plan-items" key={index}>
            {group.map((line) => (
              <li key={line.text} className={line.layout === "ticked" ? "plan-done" : undefined}>
                {line.layout === "ticked" && <span className="ds-sr-only">{t("done")}</span>}
                <PlanLine line={line} />
              </li>
            ))}
          </ul>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: what was said never changes
          <PlanLine key={index} line={group} />
        ),
      )}
    </section>
  );
}

function PlanLine({ line }: { line: Line }) {
  if (ASIDE.has(line.kind)) return <p className="plan-aside">{line.text}</p>;
  if (TITLES.has(line.kind)) return <p className="card-title">{line.text}</p>;
  return (
    <div className={line.on ? "plan-line plan-dated" : "plan-line"}>
      {line.on && <Leaf on={line.on} />}
      <Words text={line.text} />
    </div>
  );
}

/** The day as a leaf of a calendar; the words beside it say it too. */
function Leaf({ on }: { on: string }) {
  const day = new Date(`${on}T12:00`);
  const month = day.toLocaleDateString(["nb", "no"], { month: "short" }).replace(".", ""); // the same in both
  return (
    <time dateTime={on} className="leaf" aria-hidden="true">
      <b>{day.getDate()}</b>
      {month}
    </time>
  );
}

function groupsOf(lines: Line[]): (Line | Line[])[] {
  const groups: (Line | Line[])[] = [];
  for (const line of lines) {
    const before = groups.at(-1);
    if (!IN_A_LIST.has(line.layout)) groups.push(line);
    else if (Array.isArray(before)) before.push(line);
    else groups.push([line]);
  }
  return groups;
}
