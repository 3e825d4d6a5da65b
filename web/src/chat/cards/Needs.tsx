import type { Schemas } from "../../api/client";
import type { Press } from "../TurnShown";
import { useChatText } from "../texts";

/** What belongs before the outcome that was chosen. */
export function Needs({ card, press }: { card: Schemas["NeedsCard"]; press: Press }) {
  const t = useChatText();
  return (
    <section className="card">
      <p className="card-title">{t("needs")}</p>
      <p className="card-note">{t("needsMore")}</p>
      <div className="choices">
        {card.tasks.map((one) => (
          <button
            type="button"
            className="choice choice-tick"
            key={one.payload}
            onClick={() => press(one.title, one.payload)}
          >
            {one.title}
          </button>
        ))}
      </div>
      <div className="quick">
        <button type="button" className="chip" onClick={() => press(card.anyway.title, card.anyway.payload)}>
          {card.anyway.title}
        </button>
      </div>
    </section>
  );
}
