import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { seen } from "../api/queries";
import { moment } from "../shared/days";
import { Failure, Loading } from "../shared/states";
import { useLanguage, useText } from "../texts";
import { Section } from "./Section";

export function SeenBy({ id }: { id: string }) {
  const t = useText();
  const language = useLanguage();
  const [isAsked, ask] = useState(false);
  const read = useQuery({ ...seen(id), enabled: isAsked });
  return (
    <Section title={t("seen")} folded onOpen={() => ask(true)}>
      {read.isPending && <Loading />}
      {read.isError && <Failure error={read.error} again={read.refetch} />}
      <ul className="plain-list">
        {read.data?.map((one) => (
          <li key={one.person ?? "operator"}>
            {one.person ? (one.name ?? t("somebody")) : t("operator")}
            <span className="subtle">
              , {moment(one.at, language)}
              {one.handed && `, ${t("seenHanded")}`}
              {one.only_line && `, ${t("seenLine")}`}
            </span>
            {one.reasons.map((reason) => (
              <p key={reason}>{reason}</p>
            ))}
          </li>
        ))}
      </ul>
    </Section>
  );
}
