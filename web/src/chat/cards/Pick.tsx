import type { Schemas } from "../../api/client";
import type { Press } from "../TurnShown";
import { useChatText } from "../texts";
import { Ticks } from "./Ticks";

/** Which questions of a talk to take up. */
export function Pick({ card, press }: { card: Schemas["PickCard"]; press: Press }) {
  const t = useChatText();
  return (
    <section className="card">
      <p className="card-title">{card.name}</p>
      <Ticks legend={card.name} lines={card.questions} done={(numbers) => press(numbers.join(", "))}>
        <button type="button" className="chip" onClick={() => press(t("useAll"), card.every)}>
          {t("useAll")}
        </button>
      </Ticks>
    </section>
  );
}
