import { Button, Heading, Paragraph } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, data, type Schemas } from "../api/client";
import { invitations } from "../api/queries";
import { moment } from "../shared/days";
import { Field } from "../shared/Field";
import { Failure, Loading, useWords } from "../shared/states";
import { useLanguage, useText } from "../texts";

type Role = Schemas["InvitationIn"]["role"];

const roles: readonly Role[] = ["teacher", "adviser"];

/** Somebody who is not known here yet is let in by an address, which is shown once and kept nowhere. */
export function Invitations() {
  const t = useText();
  const words = useWords();
  const language = useLanguage();
  const known = useQueryClient();
  const read = useQuery(invitations);
  const [role, setRole] = useState<Role>("teacher");
  const onSuccess = () => known.invalidateQueries({ queryKey: invitations.queryKey });
  const inviting = useMutation({
    mutationFn: () => data(client.POST("/school/invitations", { body: { role } })),
    onSuccess,
  });
  const withdrawing = useMutation({
    mutationFn: (invitation_id: string) =>
      data(client.DELETE("/school/invitations/{invitation_id}", { params: { path: { invitation_id } } })),
    onSuccess: () => {
      inviting.reset();
      return onSuccess();
    },
  });
  const error = inviting.error ?? withdrawing.error;
  return (
    <section className="card stack">
      <Heading level={2} data-size="2xs">
        {t("invitations")}
      </Heading>
      {read.isPending && <Loading />}
      {read.isError && <Failure error={read.error} again={read.refetch} />}
      <ul className="invitations">
        {read.data?.map((one) => (
          <li key={one.id}>
            <span>
              {t("invitationLine", { role: t(`role_${one.role}`), moment: moment(one.expires_at, language) })}
            </span>{" "}
            <Button variant="tertiary" data-size="sm" onClick={() => withdrawing.mutate(one.id)}>
              {t("invitationWithdraw")}
            </Button>
          </li>
        ))}
      </ul>
      {error && <Paragraph role="alert">{words(error).detail}</Paragraph>}
      {inviting.data && (
        <Field label={t("invitationAddress")} hint={t("invitationAddressHint")}>
          {(described) => (
            <input
              {...described}
              className="ds-input"
              readOnly
              value={`${window.location.origin}/login?invitation=${inviting.data.token}`}
              onFocus={(event) => event.target.select()}
            />
          )}
        </Field>
      )}
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!inviting.isPending) inviting.mutate();
        }}
      >
        <Field label={t("inviteAs")}>
          {(described) => (
            <select
              {...described}
              className="ds-input"
              value={role}
              onChange={(event) => setRole(event.target.value as Role)}
            >
              {roles.map((one) => (
                <option key={one} value={one}>
                  {t(`role_${one}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Button type="submit" variant="secondary">
          {inviting.isPending ? t("saving") : t("invite")}
        </Button>
      </form>
    </section>
  );
}
