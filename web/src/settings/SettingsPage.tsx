import { Heading, Paragraph } from "@digdir/designsystemet-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, data, type Schemas } from "../api/client";
import { calendar, me, reminders } from "../api/queries";
import { LogOut } from "../checklist/LogOut";
import { day } from "../shared/days";
import { forgetDrafts } from "../shared/drafts";
import { roleOf } from "../shared/Frame";
import { PageHeading } from "../shared/PageHeading";
import { Failure, Loading, useWords } from "../shared/states";
import { type Language, useLanguage, useText } from "../texts";
import { Mail } from "./Mail";
import "./settings.css";

export default function SettingsPage({ person }: { person: Schemas["Me"] }) {
  const t = useText();
  const language = useLanguage();
  return (
    <>
      <PageHeading title={t("menuSettings")} />
      <You person={person} />
      <LanguageChoice person={person} />
      {roleOf(person) !== "admin" && <Reminders />}
      {roleOf(person) !== "admin" && <Mail />}
      <Calendar />
      <p>
        <a className="ds-link" href={`/tilgjengelighet?maalform=${language}`}>
          {t("statement")}
        </a>
      </p>
    </>
  );
}

function You({ person }: { person: Schemas["Me"] }) {
  const t = useText();
  const words = useWords();
  const leaving = useMutation({
    mutationFn: async () => {
      const left = await data(client.POST("/logout"));
      await forgetDrafts();
      return left;
    },
    onSuccess: (left) => window.location.assign(left.continue_at ?? "/login"),
  });
  return (
    <section className="card stack">
      <Heading level={2} data-size="2xs">
        {t("you")}
      </Heading>
      <Paragraph>{person.name}</Paragraph>
      {person.workplaces.map((one) => (
        <Paragraph key={one.school} className="subtle">
          {one.name}, {t(`role_${one.role}`)}
        </Paragraph>
      ))}
      {leaving.isError && <Paragraph role="alert">{words(leaving.error).detail}</Paragraph>}
      <LogOut person={person.person} name={t("logOut")} leave={() => leaving.mutate()} />
    </section>
  );
}

function LanguageChoice({ person }: { person: Schemas["Me"] }) {
  const t = useText();
  const words = useWords();
  const known = useQueryClient();
  const choosing = useMutation({
    mutationFn: (language: Language | null) => data(client.PUT("/me/language", { body: { language } })),
    onSuccess: (changed) => {
      known.setQueryData(me.queryKey, changed);
      known.removeQueries({ predicate: (one) => one.queryKey[0] !== "me" }); // they are in the other language
    },
  });
  const chosen = choosing.isPending ? choosing.variables : person.chosen;
  const ways: [Language | null, string][] = [
    [null, t("languageSchool")],
    ["nb", t("nb")],
    ["nn", t("nn")],
  ];
  return (
    <fieldset className="card choice">
      <legend>{t("languageTitle")}</legend>
      {ways.map(([language, name]) => (
        <label key={name} lang={language ?? undefined}>
          <input
            type="radio"
            className="ds-input"
            name="language"
            checked={chosen === language}
            onChange={() => choosing.mutate(language)}
          />
          {name}
        </label>
      ))}
      {choosing.isError && <Paragraph role="alert">{words(choosing.error).detail}</Paragraph>}
    </fieldset>
  );
}

function Reminders() {
  const t = useText();
  const words = useWords();
  const known = useQueryClient();
  const read = useQuery(reminders);
  const onSuccess = (changed: Schemas["Reminders"]) => known.setQueryData(reminders.queryKey, changed);
  const choosing = useMutation({
    mutationFn: (on: boolean) => data(client.PUT("/reminders", { body: { on } })),
    onSuccess,
  });
  const choosingDigest = useMutation({
    mutationFn: (on: boolean) => data(client.PUT("/reminders/digest", { body: { on } })),
    onSuccess,
  });
  const failed = choosing.error ?? choosingDigest.error;
  return (
    <fieldset className="card choice">
      <legend>{t("remindersTitle")}</legend>
      {read.isPending && <Loading />}
      {read.isError && <Failure error={read.error} again={read.refetch} />}
      {read.data && (
        <label>
          <input
            type="checkbox"
            className="ds-input"
            checked={choosing.isPending ? choosing.variables : read.data.on}
            onChange={(event) => choosing.mutate(event.target.checked)}
          />
          {t("remindersOn")}
        </label>
      )}
      {typeof read.data?.digest === "boolean" && (
        <label>
          <input
            type="checkbox"
            className="ds-input"
            checked={choosingDigest.isPending ? choosingDigest.variables : read.data.digest}
            onChange={(event) => choosingDigest.mutate(event.target.checked)}
          />
          {t("digestOn")}
        </label>
      )}
      <Paragraph className="subtle">{t("remindersMore")}</Paragraph>
      {failed && <Paragraph role="alert">{words(failed).detail}</Paragraph>}
    </fieldset>
  );
}

function Calendar() {
  const t = useText();
  const language = useLanguage();
  const read = useQuery(calendar);
  return (
    <section className="card stack">
      <Heading level={2} data-size="2xs">
        {t("calendar")}
      </Heading>
      {read.isPending && <Loading />}
      {read.isError && <Failure error={read.error} again={read.refetch} />}
      {read.data && <Paragraph className="subtle">{t(read.data.loaded ? "calendarMore" : "calendarNone")}</Paragraph>}
      {read.data?.loaded && (
        <dl className="breaks">
          {read.data.breaks.map((one) => (
            <div key={one.first}>
              <dt>{one.name}</dt>
              <dd>
                {day(one.first, language, "")} – {day(one.last, language, "")}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
