import type { Schemas } from "../../api/client";
import type { Press } from "../TurnShown";
import { useChatText } from "../texts";
import { Asked } from "./Asked";
import { Ticks } from "./Ticks";

type Card = Schemas["QuestionCard"];

/** A question of a talk with the input it asks for. An open one is answered below, as everything is. */
export function Question({ card, live, press }: { card: Card; live: boolean; press: Press }) {
  const t = useChatText();
  return (
    <section className="card question">
      <p className="card-over">
        {t("question", { number: card.number, total: card.total })}
        {card.heading && ` · ${card.heading}`}
      </p>
      <progress className="question-way" value={card.number} max={card.total} aria-hidden="true" />
      <p className="question-text">{card.text}</p>
      {card.care && <p className="card-note">{card.care}</p>}
      {live && <Input card={card} press={press} />}
      {!live && card.options && card.options.length > 0 && (
        <ol className="card-lines">
          {card.options.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Input({ card, press }: { card: Card; press: Press }) {
  const t = useChatText();
  const choices = card.choices ?? [];
  switch (card.input) {
    case "choice":
      return (
        <div className="choices">
          {choices.map((one) => (
            <button type="button" className="choice" key={one.payload} onClick={() => press(one.title, one.payload)}>
              {one.title}
            </button>
          ))}
        </div>
      );
    case "scale":
      return (
        // biome-ignore lint/a11y/useSemanticElements: the steps belong to the question above; they are buttons, no fields
        <div className="scale" role="group" aria-label={card.text}>
          {choices.map((one) => (
            <button type="button" className="step" key={one.payload} onClick={() => press(one.title, one.payload)}>
              {one.title}
            </button>
          ))}
        </div>
      );
    case "tick":
      return (
        <Ticks
          legend={card.text}
          lines={(card.options ?? []).map((text, index) => ({ number: index + 1, text }))}
          done={(numbers) => press(numbers.join(", "))}
        >
          {choices.map((one) => (
            <button type="button" className="chip" key={one.payload} onClick={() => press(one.title, one.payload)}>
              {one.title}
            </button>
          ))}
        </Ticks>
      );
    case "date":
      return (
        <Asked key={card.question} label={t("date")} type="date" save={t("save")} done={(value) => press(value)} />
      );
    case "number":
      return (
        <Asked key={card.question} label={t("number")} type="number" save={t("save")} done={(value) => press(value)} />
      );
    default:
      return null;
  }
}
