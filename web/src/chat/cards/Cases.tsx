import type { Schemas } from "../../api/client";
import { Icon } from "../../shared/Icon";
import type { Press } from "../TurnShown";
import { useChatText } from "../texts";

/** The teacher's cases; a tap speaks of one. */
export function Cases({ card, live, press }: { card: Schemas["CasesCard"]; live: boolean; press: Press }) {
  const t = useChatText();
  return (
    <section className="card">
      <p className="card-title">{t("cases")}</p>
      <ul className="choices">
        {card.lines.map((one) => (
          <li key={one.payload}>
            {live ? (
              <button type="button" className="choice choice-case" onClick={() => press(one.label, one.payload)}>
                <strong>{one.label}</strong>
                <span className="choice-more">{one.text}</span>
                <Icon name="next" />
              </button>
            ) : (
              <p className="plan-line">
                <strong>{one.label}</strong> {one.text}
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
