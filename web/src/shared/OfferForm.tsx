import { Button } from "@digdir/designsystemet-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { colleagues } from "../api/queries";
import { useText } from "../texts";
import { Field } from "./Field";
import { Failure, Loading } from "./states";

export interface Offer {
  person: string;
  name: string;
  last_day: string | null;
}

interface Props {
  /** Who has the case already. */
  but?: string | undefined;
  today?: string | undefined;
  /** Why the last one came to nothing. */
  error?: string | undefined;
  isBusy: boolean;
  offer: (offer: Offer) => void;
  leave: () => void;
}

/** To whom a case is to be offered, and until when. Whether they may have it is for the server to say. */
export function OfferForm({ but, today, error, isBusy, offer, leave }: Props) {
  const t = useText();
  const read = useQuery(colleagues);
  const [person, setPerson] = useState("");
  const [lastDay, setLastDay] = useState("");
  const [isMissing, setMissing] = useState(false);
  if (read.isPending) return <Loading />;
  if (!read.data) return <Failure error={read.error} again={read.refetch} />;
  const among = read.data.filter((one) => one.role !== "admin" && one.person !== but);
  const chosen = among.find((one) => one.person === person);
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(!chosen);
        if (chosen && !isBusy) offer({ person: chosen.person, name: chosen.name, last_day: lastDay || null });
      }}
    >
      <Field label={t("offerTo")} error={isMissing && !chosen ? t("offerToMissing") : error}>
        {(described) => (
          <select
            {...described}
            className="ds-input"
            value={person}
            onChange={(event) => setPerson(event.target.value)}
          >
            <option value="">{t("choose")}</option>
            {among.map((one) => (
              <option key={one.person} value={one.person}>
                {`${one.name}, ${t(`role_${one.role}`)}`}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t("offerLastDay")} hint={t("offerLastDayHint")}>
        {(described) => (
          <input
            {...described}
            type="date"
            className="ds-input"
            min={today}
            value={lastDay}
            onChange={(event) => setLastDay(event.target.value)}
          />
        )}
      </Field>
      <div className="actions">
        <Button type="submit" data-size="sm">
          {isBusy ? t("saving") : t("offerSend")}
        </Button>
        <Button variant="tertiary" data-size="sm" onClick={leave}>
          {t("cancel")}
        </Button>
      </div>
    </form>
  );
}
