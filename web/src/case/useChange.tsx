import { Alert, Button, Heading, Paragraph } from "@digdir/designsystemet-react";
import { type ReactNode, useState } from "react";
import type { Schemas } from "../api/client";
import { isConflict, newId, useCommand } from "../api/useCommand";
import { useWords } from "../shared/states";
import { useText } from "../texts";

export type Plan = Schemas["PlanOut"];
type Command = Schemas["CommandIn"]["command"];

export interface Change {
  /**
   * Does it; `said` is told when it is done, with a way to undo. `then` runs only when it was done. `seen` is the revision that
   * was looked at, where that is not the plan's.
   */
  do: (command: Command, said: string, then?: () => void, seen?: number) => void;
  /** What is on its way. */
  pending: Command | undefined;
  /** What came of the last change: done, refused, or that somebody else was first. */
  notice: ReactNode;
}

/** The same attempt may be sent again: its id stays. */
interface Attempt {
  sent: Parameters<ReturnType<typeof useCommand>["mutate"]>[0];
  said: string;
  then?: (() => void) | undefined;
}

export function useChange(plan: Plan): Change {
  const t = useText();
  const words = useWords();
  const sending = useCommand(plan.case);
  const [last, setLast] = useState<Attempt>();
  const [isBusy, setBusy] = useState(false);
  const send = (attempt: Attempt) => {
    if (isBusy) return;
    setBusy(true); // at once: what was ticked shows as ticked
    setLast(attempt);
    sending.mutate(attempt.sent, { onSuccess: attempt.then, onSettled: () => setBusy(false) });
  };
  const change: Change["do"] = (command, said, then, seen = plan.revision) =>
    send({ sent: { id: newId(), command, revision: seen }, said, then });
  const entry = sending.data?.entry;
  const failed =
    sending.error &&
    (isConflict(sending.error) ? { title: t("conflict"), detail: t("conflictMore") } : words(sending.error));
  const notice = (
    <div className="notice" role="status">
      {failed && (
        <Alert data-color="neutral" className="stack">
          <Heading level={2} data-size="2xs">
            {failed.title}
          </Heading>
          <Paragraph>{failed.detail}</Paragraph>
          <div className="actions">
            {last && !isConflict(sending.error) && (
              <Button variant="secondary" data-size="sm" onClick={() => send(last)}>
                {t("tryAgain")}
              </Button>
            )}
            <Button variant="tertiary" data-size="sm" onClick={() => sending.reset()}>
              {t("close")}
            </Button>
          </div>
        </Alert>
      )}
      {sending.isSuccess && last && (
        <div className="notice-done">
          <span>{last.said}</span>
          {entry && last.sent.command.do !== "take_back" && (
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
  return { do: change, pending: isBusy ? last?.sent.command : undefined, notice };
}
