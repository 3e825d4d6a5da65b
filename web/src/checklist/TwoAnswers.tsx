import { Button } from "@digdir/designsystemet-react";
import { moment } from "../shared/days";
import { useLanguage } from "../texts";
import type { Courier } from "./courier";
import type { Draft, Given, Question } from "./sheet";
import { useSheetText } from "./texts";

/** Two answers to one question, side by side: the person says what stands. */
export function TwoAnswers(props: { courier: Courier; question: Question; draft: Draft; theirs: Given }) {
  const { courier, question, draft, theirs } = props;
  const t = useSheetText();
  const language = useLanguage();
  const by =
    theirs.name && theirs.at ? t("theirsBy", { name: theirs.name, at: moment(theirs.at, language) }) : t("theirs");
  const choose = (which: "mine" | "theirs" | "both") => () => {
    courier.choose(question.id, which);
    document.getElementById(`q-${question.id}`)?.focus({ preventScroll: true });
  };
  return (
    <fieldset className="two">
      <legend className="two-title">{t("twoAnswers")}</legend>
      <div className="two-sides">
        <div className="two-side">
          <p className="subtle">{t("mine")}</p>
          <p className="lines">{draft.text}</p>
        </div>
        <div className="two-side">
          <p className="subtle">{by}</p>
          <p className="lines">{theirs.text}</p>
        </div>
      </div>
      <div className="two-ways">
        {question.type === "open" && (
          <Button data-size="sm" onClick={choose("both")}>
            {t("keepBoth")}
          </Button>
        )}
        <Button data-size="sm" variant="secondary" onClick={choose("mine")}>
          {t("keepMine")}
        </Button>
        <Button data-size="sm" variant="secondary" onClick={choose("theirs")}>
          {t("keepTheirs")}
        </Button>
      </div>
    </fieldset>
  );
}
