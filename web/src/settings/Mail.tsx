import { Button, Heading, Paragraph } from "@digdir/designsystemet-react";
import { type UseMutationResult, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { client, data, type Schemas } from "../api/client";
import { mail } from "../api/queries";
import { Field } from "../shared/Field";
import { useWords } from "../shared/states";
import { useText } from "../texts";

type Address = Schemas["MailOut"];
type Change<T> = UseMutationResult<Address, Error, T>;

function useChange<T>(change: (sent: T) => Promise<Address>): Change<T> {
  const known = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: (changed) => known.setQueryData(mail.queryKey, changed) });
}

/** The address for reminders, and the code that proves it. Nothing where no e-mail can be sent. */
export function Mail() {
  const t = useText();
  const words = useWords();
  const read = useQuery(mail);
  const giving = useChange((address: string) => data(client.PUT("/me/mail", { body: { address } })));
  const proving = useChange((code: string) => data(client.POST("/me/mail/code", { body: { code } })));
  const taking = useChange(() => data(client.DELETE("/me/mail")));
  const found = read.data;
  if (!found?.on && !found?.address) return null;
  const failed = giving.error ?? proving.error ?? taking.error;
  return (
    <section className="card stack">
      <Heading level={2} data-size="2xs">
        {t("mailTitle")}
      </Heading>
      <Paragraph className="subtle">{t("mailMore")}</Paragraph>
      {found.address && (
        <Paragraph role="status">
          {t(`mail_${found.state === "none" ? "waits" : found.state}`, { address: found.address })}
        </Paragraph>
      )}
      {found.state === "waits" && found.tries > 0 && <Code proving={proving} tries={found.tries} />}
      {found.address ? (
        <div className="actions">
          {found.state !== "confirmed" && found.on && (
            <Button variant="tertiary" data-size="sm" onClick={() => giving.mutate(found.address ?? "")}>
              {t("mailAgain")}
            </Button>
          )}
          <Button variant="tertiary" data-size="sm" onClick={() => taking.mutate(undefined)}>
            {t("mailTake")}
          </Button>
        </div>
      ) : (
        <Give giving={giving} />
      )}
      {failed && <Paragraph role="alert">{words(failed).detail}</Paragraph>}
    </section>
  );
}

function Give({ giving }: { giving: Change<string> }) {
  const t = useText();
  const [address, setAddress] = useState("");
  const give = (event: FormEvent) => {
    event.preventDefault();
    giving.mutate(address.trim());
  };
  return (
    <form className="stack" onSubmit={give}>
      <Field label={t("mailAddress")}>
        {(described) => (
          <input
            {...described}
            className="ds-input"
            type="email"
            autoComplete="email"
            required
            value={address}
            onChange={(event) => setAddress(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="secondary">
        {giving.isPending ? t("saving") : t("mailGive")}
      </Button>
    </form>
  );
}

function Code({ proving, tries }: { proving: Change<string>; tries: number }) {
  const t = useText();
  const [code, setCode] = useState("");
  const prove = (event: FormEvent) => {
    event.preventDefault();
    proving.mutate(code.trim(), { onSuccess: () => setCode("") });
  };
  const wrong = proving.data?.state === "waits" ? t("mailWrong", { tries }) : undefined;
  return (
    <form className="stack" onSubmit={prove}>
      <Field label={t("mailCode")} error={wrong}>
        {(described) => (
          <input
            {...described}
            className="ds-input"
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="\s*[0-9]{6}\s*"
            required
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" variant="secondary">
        {proving.isPending ? t("saving") : t("mailProve")}
      </Button>
    </form>
  );
}
