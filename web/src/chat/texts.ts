import { type Language, useLanguage } from "../texts";

/** What the chat itself says. What the assistant says comes from the server. */
const texts = {
  done: { nb: "Gjort:", nn: "Gjort:" },
  title: { nb: "Chat", nn: "Chat" },
  about: { nb: "Dere snakker om", nn: "De snakkar om" },
  aboutNone: { nb: "Ingen sak er valgt", nn: "Inga sak er vald" },
  nowhere: { nb: "Finner ikke saken, eller du følger den ikke.", nn: "Finn ikkje saka, eller du følgjer ho ikkje." },
  change: { nb: "Mine saker", nn: "Mine saker" },
  hello: { nb: "Hei! Hva gjelder det?", nn: "Hei! Kva gjeld det?" },
  helloMore: {
    nb: "Nærværslos er en digital veiviser, ikke et menneske. Du blir ledet gjennom skolens rutine for bekymringsfullt fravær, steg for steg.",
    nn: "Nærværslos er ein digital vegvisar, ikkje eit menneske. Du blir leidd gjennom rutinen til skulen for bekymringsfullt fråvær, steg for steg.",
  },
  startCase: { nb: "Ny bekymring", nn: "Ny uro" },
  startList: { nb: "Mine saker", nn: "Mine saker" },
  startHelp: { nb: "Hva kan du?", nn: "Kva kan du?" },
  log: { nb: "Samtalen", nn: "Samtalen" },
  earlier: { nb: "Vis tidligere", nn: "Vis tidlegare" },
  you: { nb: "Du skrev", nn: "Du skreiv" },
  answers: { nb: "Nærværslos svarer", nn: "Nærværslos svarer" },
  unreadable: {
    nb: "Denne meldingen kan ikke vises lenger.",
    nn: "Denne meldinga kan ikkje visast lenger.",
  },
  write: { nb: "Skriv her", nn: "Skriv her" },
  send: { nb: "Send", nn: "Send" },
  tooLong: {
    nb: "For langt: {length} av {most} tegn. Del det i to.",
    nn: "For langt: {length} av {most} teikn. Del det i to.",
  },
  noFiles: {
    nb: "Her kan du ikke legge ved filer. Skriv det viktigste i stedet.",
    nn: "Her kan du ikkje leggje ved filer. Skriv det viktigaste i staden.",
  },
  waits: { nb: "Venter på å bli sendt", nn: "Ventar på å bli sendt" },
  failed: { nb: "Ikke sendt ennå. Teksten er her.", nn: "Ikkje sendt enno. Teksten er her." },
  again: { nb: "Send på nytt", nn: "Send på nytt" },
  refused: { nb: "Ikke sendt", nn: "Ikkje sendt" },
  edit: { nb: "Endre teksten", nn: "Endre teksten" },
  stored: { nb: "Lagret. Svaret kommer her.", nn: "Lagra. Svaret kjem her." },
  away: {
    nb: "Får ikke kontakt. Det du skriver, blir sendt når forbindelsen er tilbake.",
    nn: "Får ikkje kontakt. Det du skriv, blir sendt når sambandet er tilbake.",
  },
  loggedOut: { nb: "Du er logget ut. Teksten din er her.", nn: "Du er logga ut. Teksten din er her." },
  left: { nb: "Du er logget ut. Logg inn for å sende.", nn: "Du er logga ut. Logg inn for å sende." },
  logIn: { nb: "Logg inn igjen", nn: "Logg inn igjen" },
  question: { nb: "Spørsmål {number} av {total}", nn: "Spørsmål {number} av {total}" },
  date: { nb: "Dato", nn: "Dato" },
  number: { nb: "Tall", nn: "Tal" },
  missing: { nb: "Fyll ut feltet først.", nn: "Fyll ut feltet først." },
  save: { nb: "Lagre svaret", nn: "Lagre svaret" },
  saveDay: { nb: "Bruk datoen", nn: "Bruk datoen" },
  pickOne: { nb: "Velg minst én.", nn: "Vel minst éin." },
  useThese: { nb: "Ta disse ({count})", nn: "Ta desse ({count})" },
  useAll: { nb: "Ta alle", nn: "Ta alle" },
  proposal: { nb: "Skal dette føres opp på {case}?", nn: "Skal dette førast opp på {case}?" },
  enter: { nb: "Ja, før opp", nn: "Ja, før opp" },
  enterSome: { nb: "Før opp {count} av {of}", nn: "Før opp {count} av {of}" },
  onlyNote: { nb: "Nei, bare notatet", nn: "Nei, berre notatet" },
  leadsTo: { nb: "Fører til {level}", nn: "Fører til {level}" },
  first: { nb: "Hører til før dette:", nn: "Høyrer til før dette:" },
  needs: { nb: "Gjenstår", nn: "Står att" },
  needsMore: {
    nb: "Rutinen vil ha dette på plass først. Trykk på det som er gjort.",
    nn: "Rutinen vil ha dette på plass først. Trykk på det som er gjort.",
  },
  cases: { nb: "Sakene dine", nn: "Sakene dine" },
  alarm: { nb: "Ring nå", nn: "Ring no" },
} as const satisfies Record<string, Record<Language, string>>;

export type ChatText = keyof typeof texts;
export type Say = (name: ChatText, values?: Record<string, string | number>) => string;

export function useChatText(): Say {
  const language = useLanguage();
  return (name, values = {}) =>
    texts[name][language].replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}
