import { Button, Paragraph } from "@digdir/designsystemet-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, data, type Schemas } from "../api/client";
import { schoolCases } from "../api/queries";
import { newId } from "../api/useCommand";
import { type Offer, OfferForm } from "../shared/OfferForm";
import { useWords } from "../shared/states";
import { useText } from "../texts";

/** A case that nobody follows is offered to somebody, and the offer taken back. */
export function GiveOn({ line }: { line: Schemas["LineOut"] }) {
  const t = useText();
  const words = useWords();
  const known = useQueryClient();
  const [isAsked, ask] = useState(false);
  const onSuccess = () => {
    ask(false);
    return known.invalidateQueries({ queryKey: schoolCases.queryKey });
  };
  const path = { case_id: line.id };
  const offering = useMutation({
    mutationFn: ({ person, last_day }: Offer) =>
      data(
        client.POST("/school/cases/{case_id}/offers", { params: { path }, body: { id: newId(), person, last_day } }),
      ),
    onSuccess,
  });
  const withdrawing = useMutation({
    mutationFn: (person: string) =>
      data(client.POST("/school/cases/{case_id}/offers/withdraw", { params: { path }, body: { id: newId(), person } })),
    onSuccess,
  });
  if (isAsked)
    return (
      <OfferForm
        error={offering.isError ? words(offering.error).detail : undefined}
        isBusy={offering.isPending}
        offer={offering.mutate}
        leave={() => ask(false)}
      />
    );
  return (
    <>
      {withdrawing.isError && <Paragraph role="alert">{words(withdrawing.error).detail}</Paragraph>}
      <div className="actions">
        <Button variant="secondary" data-size="sm" onClick={() => ask(true)}>
          {t("handOver")}
          <span className="ds-sr-only"> {line.label}</span>
        </Button>
        {line.offered_to?.map((one) => (
          <Button key={one.person} variant="tertiary" data-size="sm" onClick={() => withdrawing.mutate(one.person)}>
            {t("offerWithdrawFrom", { name: one.name })}
          </Button>
        ))}
      </div>
    </>
  );
}
