import { Alert, Button, Heading, Paragraph } from "@digdir/designsystemet-react";
import { type ReactNode, useState } from "react";
import type { Schemas } from "../api/client";
import { isConflict, newId, useCommand } from "../api/useCommand";
import { useWords } from "../shared/states";
import { useText } from "../texts";

export type Plan = Schemas["PlanOut"];
type Command = Schemas["CommandIn"]["command"];

export interface Change {
  /** Does it; `said` is told when it is done, with a way to undo. `then` runs only when it was done. */
  do: (command: Command, said: string, then?: () => void) => void;
  isBusy: boolean;
  /** What came of the last change: done, refused, or that somebody else was first. */
  notice: ReactNode;
}

export function useChange(plan: Plan): Change {
  const t = useText();
  const words = useWords();
  const sending = useCommand(plan.case);
  const [said, setSaid] = useState("");
  const change = (command: Command, saying: string, then?: () => void) => {
    if (sending.isPending) return;
    sending.mutate(
      { id: newId(), command, revision: plan.revision },
      {
        onSuccess: () => {
          setSaid(saying);
          then?.();
        },
      },
    );
  };
  const entry = sending.data?.entry;
  const failed =
    sending.error &&
    (isConflict(sending.error) ? { title: t("conflict"), detail: t("conflictMore") } : words(sending.error));
  const again = sending.variables;
  const notice = (
    <div className="notice" role="status">
      {failed && (
        <Alert data-color="neutral" className="stack">
          <Heading level={2} data-size="2xs">
            {failed.title}
          </Heading>
          <Paragraph>{failed.detail}</Paragraph>
          <div className="actions">
            {again && !isConflict(sending.error) && (
              <Button variant="secondary" data-size="sm" onClick={() => sending.mutate(again)}>
                {t("tryAgain")}
              </Button>
            )}
            <Button variant="tertiary" data-size="sm" onClick={() => sending.reset()}>
              {t("close")}
            </Button>
          </div>
        </Alert>
      )}
      {sending.isSuccess && said && (
        <div className="notice-done">
          <span>{said}</span>
          {entry && said !== t("takenBack") && (
            <Button
              variant="tertiary"
              data-size="sm"
              onClick={() => change({ do: "take_back", entry }, t("takenBack"))}
            >
              {t("undo")}
            </Button>
          )}
        </div>
      )}
    </div>
  );
  return { do: change, isBusy: sending.isPending, notice };
}
