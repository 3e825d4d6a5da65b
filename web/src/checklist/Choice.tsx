import { Input } from "@digdir/designsystemet-react";
import { useId } from "react";
import type { Question, Value } from "./sheet";
import { useSheetText } from "./texts";

interface ChoiceProps {
  question: Question;
  value: Value | null;
  choose: (value: Value | null) => void;
}

/** What a question takes that is not answered in words alone. */
export function Choice({ question, value, choose }: ChoiceProps) {
  const t = useSheetText();
  const id = useId();
  switch (question.type) {
    case "choice":
      return <Picks question={question} kind="radio" chosen={[value]} turn={(one) => choose(one)} />;
    case "tick": {
      const ticked = Array.isArray(value) ? value : [];
      const turn = (one: string) => {
        const now = ticked.includes(one) ? ticked.filter((other) => other !== one) : [...ticked, one];
        choose((question.options ?? []).map((option) => option.id).filter((option) => now.includes(option)));
      };
      return (
        <>
          <p className="subtle ask-hint">{t("several")}</p>
          <Picks question={question} kind="checkbox" chosen={ticked} turn={turn} />
        </>
      );
    }
    case "scale": {
      const [low = 0, high = 0] = question.scale ?? [];
      const steps = Array.from({ length: high - low + 1 }, (_, step) => low + step);
      return (
        <>
          <p className="subtle ask-hint">{t("scale", { low, high })}</p>
          <div className="scale">
            {steps.map((step) => (
              <label key={step} className="scale-step">
                <input
                  type="radio"
                  className="ds-sr-only"
                  name={id}
                  checked={value === step}
                  onChange={() => choose(step)}
                />
                <span>{step}</span>
              </label>
            ))}
          </div>
        </>
      );
    }
    case "date":
      return (
        <div className="ask-field">
          <label htmlFor={id}>{t("day")}</label>
          <Input
            id={id}
            type="date"
            value={typeof value === "string" ? value : ""}
            onChange={(event) => choose(event.target.value || null)}
          />
        </div>
      );
    default:
      return (
        <div className="ask-field">
          <label htmlFor={id}>{t("number")}</label>
          <Input
            id={id}
            type="number"
            inputMode="decimal"
            step="any"
            value={typeof value === "number" ? value : ""}
            onChange={(event) => choose(event.target.value === "" ? null : event.target.valueAsNumber)}
          />
        </div>
      );
  }
}

interface PicksProps {
  question: Question;
  kind: "radio" | "checkbox";
  chosen: (Value | null)[];
  turn: (option: string) => void;
}

function Picks({ question, kind, chosen, turn }: PicksProps) {
  const name = useId();
  return (
    <ul className="picks">
      {(question.options ?? []).map((option) => (
        <li key={option.id}>
          <label className="pick">
            <input
              type={kind}
              className="ds-input"
              name={name}
              checked={chosen.includes(option.id)}
              onChange={() => turn(option.id)}
            />
            <span>{option.text}</span>
          </label>
        </li>
      ))}
    </ul>
  );
}
