import { useText } from "../texts";

/** «Hvorfor?» of a line: the fact it follows from, and the clause. `about` tells a screen reader which line it is of. */
export function Why({ about, lines }: { about: string; lines: string[] }) {
  const t = useText();
  return (
    <details className="why">
      <summary>
        {t("why")}
        <span className="ds-sr-only"> {about}</span>
      </summary>
      {lines.filter(Boolean).map((line) => (
        <p key={line} className="lines">
          {line}
        </p>
      ))}
    </details>
  );
}
