import { Heading, Paragraph } from "@digdir/designsystemet-react";
import type { Courier } from "./courier";
import type { Sheet } from "./sheet";
import { useSheetText } from "./texts";
import { useSeen } from "./useSheet";

export function Preparation({ courier, sheet }: { courier: Courier; sheet: Sheet }) {
  const t = useSheetText();
  const { prepared } = useSeen(courier).kept;
  const lines = sheet.guide.preparation;
  if (lines.length === 0) return null;
  const turn = (at: number) =>
    courier.change({ prepared: prepared.includes(at) ? prepared.filter((one) => one !== at) : [...prepared, at] });
  return (
    <section className="sheet-part" aria-labelledby="sheet-before">
      <Heading level={2} data-size="xs" id="sheet-before">
        {t("before")}
      </Heading>
      <ul className="picks">
        {lines.map((line, at) => (
          <li key={line}>
            <label className="pick">
              <input type="checkbox" className="ds-input" checked={prepared.includes(at)} onChange={() => turn(at)} />
              <span>{line}</span>
            </label>
          </li>
        ))}
      </ul>
      <Paragraph className="subtle" data-size="sm">
        {t("beforeMore")}
      </Paragraph>
    </section>
  );
}
