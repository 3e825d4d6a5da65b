import type { Schemas } from "../../api/client";
import type { Press } from "../TurnShown";
import { useChatText } from "../texts";
import { Ticks } from "./Ticks";

/** What was told, a tick per line: all of it, some of it, or nothing but the note is recorded. */
export function Proposal({ card, live, press }: { card: Schemas["ProposalCard"]; live: boolean; press: Press }) {
  const t = useChatText();
  const title = t("proposal", { case: card.case.label });
  const every = card.lines.map((one) => one.number);
  return (
    <section className="card">
      <p className="card-title">{title}</p>
      {live ? (
        <Ticks
          legend={title}
          lines={card.lines}
          ticked={every}
          save={(count) => (count === every.length ? t("enter") : t("enterSome", { count, of: every.length }))}
          done={(numbers) =>
            numbers.length === every.length ? press(t("enter"), card.every) : press(numbers.join(" og "))
          }
        >
          <button type="button" className="chip" onClick={() => press(t("onlyNote"), card.none)}>
            {t("onlyNote")}
          </button>
        </Ticks>
      ) : (
        <ol className="card-lines">
          {card.lines.map((one) => (
            <li key={one.number}>{one.text}</li>
          ))}
        </ol>
      )}
    </section>
  );
}
