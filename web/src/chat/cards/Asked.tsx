import { useId, useState } from "react";
import { useChatText } from "../texts";

type Given = {
  label: string;
  type: "date" | "number";
  save: string;
  done: (value: string) => void;
};

/** A field for a date or a number, and the button that sends it. */
export function Asked({ label, type, save, done }: Given) {
  const t = useChatText();
  const id = useId();
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState("");
  return (
    <form
      className="asked"
      onSubmit={(event) => {
        event.preventDefault();
        if (value.trim()) done(value);
        else setProblem(t("missing"));
      }}
    >
      <label htmlFor={id}>{label}</label>
      <div className="asked-row">
        <input
          id={id}
          className="field"
          type={type === "date" ? "date" : "text"}
          inputMode={type === "number" ? "decimal" : undefined}
          value={value}
          aria-invalid={problem !== ""}
          aria-describedby={`${id}-problem`}
          onChange={(event) => setValue(event.target.value)}
        />
        <button type="submit" className="main">
          {save}
        </button>
      </div>
      <p id={`${id}-problem`} className="problem" role="status">
        {problem}
      </p>
    </form>
  );
}
