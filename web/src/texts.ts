import { createContext, useContext } from "react";

export type Language = "nb" | "nn";

/** All that the pages say themselves, in bokmål and nynorsk. What follows from a routine or a case comes from the server. */
const texts = {
  name: { nb: "Nærværslos", nn: "Nærværslos" },
  skip: { nb: "Gå til innholdet", nn: "Gå til innhaldet" },
  mainMenu: { nb: "Hovedmeny", nn: "Hovudmeny" },
  menuCases: { nb: "Saker", nn: "Saker" },
  menuChat: { nb: "Chat", nn: "Chat" },
  menuSchool: { nb: "Skolen", nn: "Skulen" },
  menuSettings: { nb: "Innstillinger", nn: "Innstillingar" },
  loading: { nb: "Henter …", nn: "Hentar …" },
  tryAgain: { nb: "Prøv igjen", nn: "Prøv igjen" },
  away: { nb: "Får ikke svar", nn: "Får ikkje svar" },
  awayMore: {
    nb: "Nettet er borte, eller Nærværslos svarer ikke. Det du har skrevet, er her fortsatt.",
    nn: "Nettet er borte, eller Nærværslos svarar ikkje. Det du har skrive, er her framleis.",
  },
  notFound: { nb: "Finner ikke siden", nn: "Finn ikkje sida" },
  notFoundMore: {
    nb: "Adressen finnes ikke, eller du følger ikke saken.",
    nn: "Adressa finst ikkje, eller du følgjer ikkje saka.",
  },
  toCases: { nb: "Gå til sakene dine", nn: "Gå til sakene dine" },
  broken: { nb: "Noe gikk galt på denne siden", nn: "Noko gjekk gale på denne sida" },
} as const satisfies Record<string, Record<Language, string>>;

export type TextName = keyof typeof texts;
type Values = Record<string, string | number>;

export function say(name: TextName, language: Language, values: Values = {}): string {
  return texts[name][language].replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

export const LanguageContext = createContext<Language>("nb");

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

/** `const t = useText()`, then `t("loading")`. */
export function useText(): (name: TextName, values?: Values) => string {
  const language = useLanguage();
  return (name, values) => say(name, language, values);
}
