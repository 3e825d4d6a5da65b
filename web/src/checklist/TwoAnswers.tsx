import { Button } from "@digdir/designsystemet-react";
import { moment } from "../shared/days";
import { useLanguage } from "../texts";
import { useSheetText } from "./texts";

export type Which = "mine" | "theirs" | "both";

interface Props {
  mine: string;
  theirs: { text: string; name: string | null; at: string | null };
  /** Both may stand, one under the other. */
  joins: boolean;
  choose: (which: Which) => void;
}

/** Two answers to one question, side by side: the person says what stands. */
export function TwoAnswers({ mine, theirs, joins, choose }: Props) {
  const t = useSheetText();
  const language = useLanguage();
  const by =
    theirs.name && theirs.at ? t("theirsBy", { name: theirs.name, at: moment(theirs.at, language) }) : t("theirs");
  return (
    <fieldset className="two">
      <legend className="two-title">{t("twoAnswers")}</legend>
      <div className="two-sides">
        <div className="two-side">
          <p className="subtle">{t("mine")}</p>
          <p className="lines">{mine}</p>
        </div>
        <div className="two-side">
          <p className="subtle">{by}</p>
          <p className="lines">{theirs.text}</p>
        </div>
      </div>
      <div className="two-ways">
        {joins && (
          <Button data-size="sm" onClick={() => choose("both")}>
            {t("keepBoth")}
          </Button>
        )}
        <Button data-size="sm" variant="secondary" onClick={() => choose("mine")}>
          {t("keepMine")}
        </Button>
        <Button data-size="sm" variant="secondary" onClick={() => choose("theirs")}>
          {t("keepTheirs")}
        </Button>
      </div>
    </fieldset>
  );
}
