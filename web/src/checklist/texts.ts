import { type Language, useLanguage } from "../texts";

/** What the checklist says itself. What is asked, and why, is the routine's and comes from the server. */
const texts = {
  toCase: { nb: "Tilbake til {label}", nn: "Tilbake til {label}" },
  inChat: { nb: "Fortsett i chatten", nn: "Hald fram i chatten" },
  ours: { nb: "Laget av Nærværslos", nn: "Laga av Nærværslos" },
  before: { nb: "Gjør klart", nn: "Gjer klart" },
  beforeMore: { nb: "Kryssene er bare for deg, på denne enheten.", nn: "Kryssa er berre for deg, på denne eininga." },
  opening: { nb: "Si først", nn: "Sei først" },
  questions: { nb: "Spør og noter", nn: "Spør og noter" },
  closing: { nb: "Si til slutt", nn: "Sei til slutt" },
  after: { nb: "Etterpå", nn: "Etterpå" },
  sensitive: { nb: "Spør varsomt", nn: "Spør varsamt" },
  why: { nb: "Hvorfor?", nn: "Kvifor?" },
  answer: { nb: "Notat til spørsmål {number}", nn: "Notat til spørsmål {number}" },
  more: { nb: "Notat til svaret", nn: "Notat til svaret" },
  day: { nb: "Dag", nn: "Dag" },
  number: { nb: "Tall", nn: "Tal" },
  several: { nb: "Du kan velge flere.", nn: "Du kan velje fleire." },
  scale: { nb: "{low} er lavest, {high} er høyest.", nn: "{low} er lågast, {high} er høgast." },
  chooseToo: {
    nb: "Velg også et svar. Notatet er lagret her, og sendes sammen med det du velger.",
    nn: "Vel òg eit svar. Notatet er lagra her, og blir sendt saman med det du vel.",
  },
  tooLong: {
    nb: "Teksten har {length} tegn, og det er plass til {most}. Kort den ned, så sendes den.",
    nn: "Teksten har {length} teikn, og det er plass til {most}. Kort han ned, så blir han sendt.",
  },
  stands: { nb: "Lagret svar: {text}", nn: "Lagra svar: {text}" },
  bringBack: { nb: "Hent det tilbake", nn: "Hent det tilbake" },
  refused: { nb: "Ikke sendt. {words}", nn: "Ikkje sendt. {words}" },
  // two answers
  twoAnswers: {
    nb: "Det er to svar på dette. Velg hva som skal stå.",
    nn: "Det er to svar på dette. Vel kva som skal stå.",
  },
  mine: { nb: "Skrevet her", nn: "Skrive her" },
  theirs: { nb: "Skrevet et annet sted", nn: "Skrive ein annan stad" },
  theirsBy: { nb: "Skrevet av {name} {at}", nn: "Skrive av {name} {at}" },
  keepBoth: { nb: "Behold begge", nn: "Behald begge" },
  keepMine: { nb: "Behold det som er skrevet her", nn: "Behald det som er skrive her" },
  keepTheirs: { nb: "Behold det andre", nn: "Behald det andre" },
  // how it stands
  allSent: { nb: "Alt er sendt", nn: "Alt er sendt" },
  nothingYet: { nb: "Lagres mens du skriver", nn: "Blir lagra medan du skriv" },
  kept: { nb: "Lagret her, sendes snart", nn: "Lagra her, blir sendt snart" },
  keptMore: { nb: "Lagret her: {count} ikke sendt", nn: "Lagra her: {count} ikkje sendt" },
  away: {
    nb: "Ikke kontakt med Nærværslos. Skriv videre: alt lagres her og sendes når nettet er tilbake.",
    nn: "Ikkje kontakt med Nærværslos. Skriv vidare: alt blir lagra her og sendt når nettet er tilbake.",
  },
  loggedOut: {
    nb: "Du er logget ut. Det du har skrevet, er lagret her.",
    nn: "Du er logga ut. Det du har skrive, er lagra her.",
  },
  logIn: { nb: "Logg inn og send", nn: "Logg inn og send" },
  memory: {
    nb: "Denne enheten kan ikke lagre, så det du skriver, sendes med en gang. Hold siden åpen til alt er sendt.",
    nn: "Denne eininga kan ikkje lagre, så det du skriv, blir sendt med ein gong. Hald sida open til alt er sendt.",
  },
  memoryAway: {
    nb: "Denne enheten kan ikke lagre, og det er ikke kontakt med Nærværslos. Hold siden åpen til alt er sendt.",
    nn: "Denne eininga kan ikkje lagre, og det er ikkje kontakt med Nærværslos. Hald sida open til alt er sendt.",
  },
  memoryLoggedOut: {
    nb: "Du er logget ut, og denne enheten kan ikke lagre. Kopier det du har skrevet, før du logger inn.",
    nn: "Du er logga ut, og denne eininga kan ikkje lagre. Kopier det du har skrive, før du loggar inn.",
  },
  hereAgain: {
    nb: "Kontakt igjen. Det du har skrevet, blir sendt.",
    nn: "Kontakt igjen. Det du har skrive, blir sendt.",
  },
  conflicts: { nb: "Spørsmål {number} har to svar. Velg ett", nn: "Spørsmål {number} har to svar. Vel eitt" },
  refusals: { nb: "Spørsmål {number} er ikke sendt. Se hvorfor", nn: "Spørsmål {number} er ikkje sendt. Sjå kvifor" },
  elsewhere: { nb: "Samtalen er åpen i et annet vindu", nn: "Samtalen er open i eit anna vindauge" },
  elsewhereMore: {
    nb: "Skriv videre der, eller ta over her. Ingenting blir borte.",
    nn: "Skriv vidare der, eller ta over her. Ingenting blir borte.",
  },
  takeOver: { nb: "Ta over her", nn: "Ta over her" },
  // the timer
  timer: { nb: "Tid", nn: "Tid" },
  startTimer: { nb: "Start tiden", nn: "Start tida" },
  stopTimer: { nb: "Stopp tiden", nn: "Stopp tida" },
  // what came of it
  outcome: { nb: "Hvordan gikk det?", nn: "Korleis gjekk det?" },
  reached: { nb: "Jeg fikk snakket med dem", nn: "Eg fekk snakka med dei" },
  reachedPupil: { nb: "Jeg fikk snakket med eleven", nn: "Eg fekk snakka med eleven" },
  reachedOther: { nb: "Det er gjort", nn: "Det er gjort" },
  noAnswer: { nb: "Ingen svarte", nn: "Ingen svarte" },
  callBack: { nb: "Vi tar det en annen dag", nn: "Vi tek det ein annan dag" },
  notHeld: { nb: "Det ble ikke noe av", nn: "Det vart ikkje noko av" },
  whichDay: { nb: "Hvilken dag?", nn: "Kva dag?" },
  nextTry: { nb: "Når prøver du igjen?", nn: "Når prøver du igjen?" },
  nextTryMore: { nb: "Du kan la dagen stå tom.", nn: "Du kan la dagen stå tom." },
  save: { nb: "Lagre", nn: "Lagre" },
  chooseOutcome: { nb: "Velg hvordan det gikk.", nn: "Vel korleis det gjekk." },
  chooseDay: { nb: "Velg en dag fra og med i dag.", nn: "Vel ein dag frå og med i dag." },
  choosePast: { nb: "Velg i dag eller en dag før.", nn: "Vel i dag eller ein dag før." },
  outcomeWaits: { nb: "Lagret her. Sendes når nettet er tilbake.", nn: "Lagra her. Blir sendt når nettet er tilbake." },
  heldOn: { nb: "{what}, {day}", nn: "{what}, {day}" },
  withdraw: { nb: "Angre og velg på nytt", nn: "Angre og vel på nytt" },
  outcomeSaved: { nb: "Lagret.", nn: "Lagra." },
  whatNow: { nb: "Se hva du gjør nå", nn: "Sjå kva du gjer no" },
  triedMore: { nb: "Prøvd {day}, {count} ganger", nn: "Prøvd {day}, {count} gonger" },
  tried: { nb: "Prøvd {day}", nn: "Prøvd {day}" },
  planned: { nb: "Neste forsøk {day}", nn: "Neste forsøk {day}" },
  held: { nb: "Samtalen er avsluttet", nn: "Samtalen er avslutta" },
  heldMore: { nb: "Du kan fortsatt rette svarene over.", nn: "Du kan framleis rette svara over." },
  another: { nb: "Begynn en ny samtale", nn: "Byrj ein ny samtale" },
  // the judgement
  decision: { nb: "Avgjør", nn: "Avgjer" },
  needs: { nb: "Dette er ikke gjort ennå:", nn: "Dette er ikkje gjort enno:" },
  reason: { nb: "Hvorfor går dere videre likevel?", nn: "Kvifor går de vidare likevel?" },
  decide: { nb: "Lagre avgjørelsen", nn: "Lagre avgjerda" },
  anyway: { nb: "Gå videre likevel", nn: "Gå vidare likevel" },
  chooseDecision: { nb: "Velg ett av svarene.", nn: "Vel eitt av svara." },
  decided: { nb: "Avgjørelsen er lagret", nn: "Avgjerda er lagra" },
  toPlan: { nb: "Se planen", nn: "Sjå planen" },
  leaves: {
    nb: "Noe du har notert, er ikke sendt ennå, og blir slettet hvis du logger ut nå. Åpne samtalen og la det bli sendt.",
    nn: "Noko du har notert, er ikkje sendt enno, og blir sletta dersom du loggar ut no. Opne samtalen og la det bli sendt.",
  },
  leavesTalk: { nb: "Samtale {number} som ikke er sendt", nn: "Samtale {number} som ikkje er sendt" },
  leaveAnyway: { nb: "Logg ut og slett det", nn: "Logg ut og slett det" },
  talks: { nb: "Samtaler", nn: "Samtalar" },
  talkOpen: { nb: "Begynt", nn: "Byrja" },
  talkUnsent: { nb: "Ikke sendt ennå", nn: "Ikkje sendt enno" },
  talkHeld: { nb: "Avsluttet", nn: "Avslutta" },
} as const satisfies Record<string, Record<Language, string>>;

export type SheetText = keyof typeof texts;

export function useSheetText(): (name: SheetText, values?: Record<string, string | number>) => string {
  const language = useLanguage();
  return (name, values = {}) =>
    texts[name][language].replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}
