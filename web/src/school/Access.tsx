import { Button, Heading, Paragraph } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { client, data, type Schemas } from "../api/client";
import { schoolAccess, schoolCases } from "../api/queries";
import { Failure, Loading, useWords } from "../shared/states";
import { type TextName, useText } from "../texts";

type Settings = Schemas["AccessOut"];

const ways = {
  leaders_see: [
    ["lines", "leadersLines"],
    ["figures", "leadersFigures"],
  ],
  advisers_see: [
    ["own", "advisersOwn"],
    ["as_leaders", "advisersAsLeaders"],
  ],
} as const satisfies { [One in keyof Settings]: readonly (readonly [Settings[One], TextName])[] };

/** What the school lets leadership see. Who may choose what is for the server to say. */
export function Access({ narrowsOnly }: { narrowsOnly: boolean }) {
  const t = useText();
  const read = useQuery(schoolAccess);
  return (
    <section className="card stack">
      <Heading level={2} data-size="2xs">
        {t("access")}
      </Heading>
      {narrowsOnly && <Paragraph className="subtle">{t("accessNarrows")}</Paragraph>}
      {read.isPending && <Loading />}
      {read.isError && <Failure error={read.error} again={read.refetch} />}
      {read.data && <Form settings={read.data} />}
    </section>
  );
}

function Form({ settings }: { settings: Settings }) {
  const t = useText();
  const words = useWords();
  const known = useQueryClient();
  const [chosen, choose] = useState(settings);
  const saving = useMutation({
    mutationFn: () => data(client.PUT("/school/access", { body: chosen })),
    onSuccess: (saved) => {
      known.setQueryData(schoolAccess.queryKey, saved);
      known.invalidateQueries({ queryKey: schoolCases.queryKey });
    },
  });
  const group = <Name extends keyof Settings>(name: Name, title: TextName) => (
    <fieldset className="choice">
      <legend>{t(title)}</legend>
      {ways[name].map(([value, says]) => (
        <label key={value}>
          <input
            type="radio"
            className="ds-input"
            name={name}
            checked={chosen[name] === value}
            onChange={() => {
              saving.reset();
              choose({ ...chosen, [name]: value });
            }}
          />
          {t(says)}
        </label>
      ))}
    </fieldset>
  );
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      {group("leaders_see", "leadersSee")}
      {group("advisers_see", "advisersSee")}
      {saving.isError && <Paragraph role="alert">{words(saving.error).detail}</Paragraph>}
      <p role="status">{saving.isSuccess && t("saved")}</p>
      <Button type="submit" variant="secondary">
        {saving.isPending ? t("saving") : t("save")}
      </Button>
    </form>
  );
}
