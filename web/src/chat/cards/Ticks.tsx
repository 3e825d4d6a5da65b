import { type ReactNode, useId, useState } from "react";
import { useChatText } from "../texts";

type Line = { number: number; text: string; heading?: string | null };
type Given = {
  legend: string;
  lines: Line[];
  ticked?: number[];
  done: (numbers: number[]) => void;
  save?: (count: number) => string;
  children?: ReactNode;
};

/** Lines to tick, each a whole row to tap, and one button for those that are ticked. */
export function Ticks({ legend, lines, ticked = [], done, save, children }: Given) {
  const t = useChatText();
  const id = useId();
  const [chosen, setChosen] = useState(() => new Set(ticked));
  const [problem, setProblem] = useState("");
  const turn = (number: number) => {
    const next = new Set(chosen);
    if (!next.delete(number)) next.add(number);
    setChosen(next);
    setProblem("");
  };
  const numbers = lines.map((one) => one.number).filter((one) => chosen.has(one));
  return (
    <fieldset className="ticks">
      <legend className="hidden-words">{legend}</legend>
      {lines.map((line, index) => (
        <div key={line.number}>
          {line.heading && line.heading !== lines[index - 1]?.heading && <p className="ticks-over">{line.heading}</p>}
          <div className="ds-field tick">
            <input
              id={`${id}-${line.number}`}
              className="ds-input"
              type="checkbox"
              checked={chosen.has(line.number)}
              onChange={() => turn(line.number)}
            />
            <label className="ds-label" data-weight="regular" htmlFor={`${id}-${line.number}`}>
              {line.text}
            </label>
          </div>
        </div>
      ))}
      <div className="quick">
        <button
          type="button"
          className="main"
          onClick={() => (numbers.length > 0 ? done(numbers) : setProblem(t("pickOne")))}
        >
          {save ? save(numbers.length) : t("useThese", { count: numbers.length })}
        </button>
        {children}
      </div>
      <p className="problem" role="status">
        {problem}
      </p>
    </fieldset>
  );
}
