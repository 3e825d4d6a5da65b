import type { Schemas } from "../../api/client";
import type { Press } from "../TurnShown";
import { useChatText } from "../texts";
import { Words } from "../Words";
import { Asked } from "./Asked";

/** Which day: the near ones are buttons below, any other is chosen here. */
export function Day({ card, text, press }: { card: Schemas["DayCard"]; text: string; press: Press }) {
  const t = useChatText();
  return (
    <section className="card">
      <Words text={text} />
      <Asked label={t("date")} type="date" save={t("saveDay")} done={(value) => press(value)} key={card.what} />
    </section>
  );
}
