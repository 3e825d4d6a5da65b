import type { Schemas } from "../../api/client";
import type { Press } from "../TurnShown";
import { useChatText } from "../texts";

/** A judgement to make: each outcome with where it leads, and what belongs before it. */
export function Decision({ card, press }: { card: Schemas["DecisionCard"]; press: Press }) {
  const t = useChatText();
  return (
    <section className="card">
      <p className="card-title">{card.question}</p>
      <div className="choices">
        {card.outcomes.map((one) => (
          <div key={one.payload} className="outcome">
            <button type="button" className="choice" onClick={() => press(one.title, one.payload)}>
              <span>{one.title}</span>
              {one.leads_to && <span className="choice-more">{t("leadsTo", { level: one.leads_to })}</span>}
            </button>
            {one.first && one.first.length > 0 && (
              <div className="outcome-first">
                <p>{t("first")}</p>
                <ul>
                  {one.first.map((task) => (
                    <li key={task}>{task}</li>
                  ))}
                </ul>
              </div>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}
