import { useMutation, useQueryClient } from "@tanstack/react-query";
import { client, data, Problem, type Schemas } from "./client";
import { cases, plan, reminders } from "./queries";

type Command = Schemas["CommandIn"]["command"];
type Plan = Schemas["PlanOut"];

/** One attempt to change a case: the id stays when it is sent again, so that it is done once. */
interface Sent {
  id: string;
  command: Command;
  revision: number;
}

export const newId = () => crypto.randomUUID();

/** Whether somebody changed the case meanwhile: nothing was done. */
export const isConflict = (error: unknown) => error instanceof Problem && error.told.code === "stale_revision";

/**
 * `send({ id: newId(), command, revision: plan.revision })`. What comes back becomes the plan that is shown; after a conflict
 * the case is read anew, and it is for the person to say it again.
 */
export function useCommand(caseId: string) {
  const known = useQueryClient();
  return useMutation({
    mutationFn: ({ id, command, revision }: Sent) =>
      data(
        client.POST("/cases/{case_id}/commands", {
          params: { path: { case_id: caseId } },
          body: { id, command, revision },
        }),
      ),
    onSuccess: (done) => {
      known.setQueryData<Plan>(plan(caseId).queryKey, done.plan);
      known.invalidateQueries({ queryKey: ["case", caseId], predicate: (one) => one.queryKey[2] !== "plan" });
      known.invalidateQueries({ queryKey: cases.queryKey });
      known.invalidateQueries({ queryKey: reminders.queryKey });
    },
    onError: (error) => {
      if (isConflict(error)) known.invalidateQueries({ queryKey: ["case", caseId] });
    },
  });
}
