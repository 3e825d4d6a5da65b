import { Button } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { members, offersOf } from "../api/queries";
import { day } from "../shared/days";
import { OfferForm } from "../shared/OfferForm";
import { Failure, Loading } from "../shared/states";
import { useLanguage, useText } from "../texts";
import { Section } from "./Section";
import type { Change, Plan } from "./useChange";

/** Who may see the case, to whom it is offered, and the way to offer it. */
export function Followers({ plan, change }: { plan: Plan; change: Change }) {
  const t = useText();
  const language = useLanguage();
  const read = useQuery(members(plan.case));
  const offered = useQuery(offersOf(plan.case));
  const [isAsked, ask] = useState(false);
  const until = (last: string | null) => last && `, ${t("offerUntil", { day: day(last, language, plan.today) })}`;
  const owner = read.data?.find((one) => one.role === "owner")?.person;
  return (
    <Section title={t("followers")}>
      {read.isPending && <Loading />}
      {read.isError && <Failure error={read.error} again={read.refetch} />}
      <ul className="plain-list">
        {read.data?.map((one) => (
          <li key={one.person}>
            {one.name ?? t("somebody")}
            <span className="subtle">
              {one.role === "owner" && `, ${t("owns")}`}
              {until(one.last_day)}
            </span>
          </li>
        ))}
        {offered.data?.map((one) => (
          <li key={one.person} className="person">
            <span>
              {t("offerWaits", { name: one.name ?? t("somebody") })}
              <span className="subtle">{until(one.last_day)}</span>
            </span>
            <Button
              variant="tertiary"
              data-size="sm"
              onClick={() => change.do({ do: "withdraw_offer", person: one.person }, t("offerWithdrawn"))}
            >
              {t("offerWithdraw")}
              <span className="ds-sr-only"> {one.name}</span>
            </Button>
          </li>
        ))}
      </ul>
      {isAsked ? (
        <OfferForm
          but={owner}
          today={plan.today}
          isBusy={change.pending?.do === "offer"}
          offer={({ person, name, last_day }) =>
            change.do({ do: "offer", person, last_day }, t("offerMade", { name }), () => ask(false))
          }
          leave={() => ask(false)}
        />
      ) : (
        <Button variant="secondary" data-size="sm" onClick={() => ask(true)}>
          {t("handOver")}
        </Button>
      )}
    </Section>
  );
}
