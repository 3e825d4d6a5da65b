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
  chooseSchool: { nb: "Hvilken skole gjelder det?", nn: "Kva skule gjeld det?" },
  loading: { nb: "Henter …", nn: "Hentar …" },
  tryAgain: { nb: "Prøv igjen", nn: "Prøv igjen" },
  openThat: { nb: "Gå til saken", nn: "Gå til saka" },
  anotherPupil: { nb: "Det er en annen elev", nn: "Det er ein annan elev" },
  loggedOut: { nb: "Du er logget ut", nn: "Du er logga ut" },
  loggedOutMore: {
    nb: "Det du skrev i dette vinduet, blir med når du logger inn herfra. Lukker du vinduet, blir det borte.",
    nn: "Det du skreiv i dette vindauget, blir med når du loggar inn herifrå. Lèt du att vindauget, blir det borte.",
  },
  logIn: { nb: "Logg inn", nn: "Logg inn" },
  away: { nb: "Får ikke svar", nn: "Får ikkje svar" },
  awayMore: {
    nb: "Nettet er borte, eller Nærværslos svarer ikke. Det du har skrevet, er her fortsatt.",
    nn: "Nettet er borte, eller Nærværslos svarer ikkje. Det du har skrive, er her framleis.",
  },
  notFound: { nb: "Finner ikke siden", nn: "Finn ikkje sida" },
  notFoundMore: {
    nb: "Adressen finnes ikke, eller du følger ikke saken.",
    nn: "Adressa finst ikkje, eller du følgjer ikkje saka.",
  },
  toCases: { nb: "Gå til sakene dine", nn: "Gå til sakene dine" },
  broken: { nb: "Noe gikk galt på denne siden", nn: "Noko gjekk gale på denne sida" },
  // Front page
  casesTitle: { nb: "Sakene dine", nn: "Sakene dine" },
  casesNone: { nb: "Ingen saker ennå", nn: "Ingen saker enno" },
  casesNoneMore: {
    nb: "Er du bekymret for fraværet til en elev? Åpne en sak, så leder Nærværslos deg gjennom rutinen, ett steg om gangen.",
    nn: "Er du uroa for fråværet til ein elev? Opne ei sak, så leier Nærværslos deg gjennom rutinen, eitt steg om gongen.",
  },
  newCase: { nb: "Åpne en ny sak", nn: "Opne ei ny sak" },
  newCaseLabel: { nb: "Hva skal eleven kalles her?", nn: "Kva skal eleven kallast her?" },
  newCaseHint: { nb: "Skriv initialer, ikke navn.", nn: "Skriv initialar, ikkje namn." },
  newCaseEmpty: { nb: "Skriv noen bokstaver først.", nn: "Skriv nokre bokstavar først." },
  openCase: { nb: "Åpne saken", nn: "Opne saka" },
  cancel: { nb: "Avbryt", nn: "Avbryt" },
  onlyFollowed: { nb: "Følges med på", nn: "Blir følgd med på" },
  closed: { nb: "Avsluttet", nn: "Avslutta" },
  deletedOn: { nb: "Slettes {day}", nn: "Blir sletta {day}" },
  caseInChat: { nb: "Snakk om den i chatten", nn: "Snakk om ho i chatten" },
  nothingNow: { nb: "Ingenting å gjøre nå", nn: "Ingenting å gjere no" },
  offersTitle: { nb: "Tilbudt deg", nn: "Tilbode deg" },
  offerUntil: { nb: "til {day}", nn: "til {day}" },
  offerFrom: { nb: "{name} spør om du kan ta over.", nn: "{name} spør om du kan ta over." },
  somebody: { nb: "En kollega", nn: "Ein kollega" },
  accept: { nb: "Ja, ta over", nn: "Ja, ta over" },
  refuse: { nb: "Nei", nn: "Nei" },

  // Case page
  now: { nb: "Hva nå?", nn: "Kva no?" },
  stair: { nb: "Trappa i rutinen", nn: "Trappa i rutinen" },
  stairHere: { nb: "{title} (her er saken)", nn: "{title} (her er saka)" },
  tasks: { nb: "Å gjøre", nn: "Å gjere" },
  tasksNone: { nb: "Rutinen har ingen oppgaver her.", nn: "Rutinen har ingen oppgåver her." },
  tasksDone: { nb: "Gjort", nn: "Gjort" },
  tasksPassed: { nb: "Ikke lenger nødvendig", nn: "Ikkje lenger nødvendig" },
  should: { nb: "Anbefalt", nn: "Tilrådd" },
  may: { nb: "Valgfritt", nn: "Valfritt" },
  ifNeeded: { nb: "Ved behov", nn: "Ved behov" },
  oursTag: { nb: "Forslag fra Nærværslos", nn: "Framlegg frå Nærværslos" },
  notYet: { nb: "Ikke ennå", nn: "Ikkje enno" },
  skipped: { nb: "Hoppet over", nn: "Hoppa over" },
  doneOn: { nb: "Gjort {day}", nn: "Gjort {day}" },
  attemptedOn: { nb: "Forsøkt {day}", nn: "Prøvd {day}" },
  plannedOn: { nb: "Satt til {day}", nn: "Sett til {day}" },
  why: { nb: "Hvorfor?", nn: "Kvifor?" },
  whyAbout: { nb: "Hvorfor? {about}", nn: "Kvifor? {about}" },
  otherDay: { nb: "Gjort en annen dag", nn: "Gjort ein annan dag" },
  record: { nb: "Registrer", nn: "Registrer" },
  recorded: { nb: "Registrert: {what}", nn: "Registrert: {what}" },
  unrecorded: { nb: "Ikke gjort likevel: {what}", nn: "Ikkje gjort likevel: {what}" },
  takenBack: { nb: "Tatt tilbake.", nn: "Teke tilbake." },
  undo: { nb: "Angre", nn: "Angre" },
  deadlines: { nb: "Frister", nn: "Fristar" },
  deadlinesNone: { nb: "Rutinen setter ingen frist her.", nn: "Rutinen set ingen frist her." },
  assumed: { nb: "Startdagen er antatt", nn: "Startdagen er vald av oss" },
  ownDate: { nb: "Din egen dato", nn: "Din eigen dato" },
  people: { nb: "Hvem skal være med", nn: "Kven skal vere med" },
  groupMust: { nb: "Skal være med", nn: "Skal vere med" },
  groupShould: { nb: "Bør være med", nn: "Bør vere med" },
  groupMay: { nb: "Kan være med", nn: "Kan vere med" },
  groupIfNeeded: { nb: "Ved behov", nn: "Ved behov" },
  groupInformed: { nb: "Skal ha beskjed", nn: "Skal ha beskjed" },
  involved: { nb: "Er med", nn: "Er med" },
  informed: { nb: "Har fått beskjed", nn: "Har fått beskjed" },
  decision: { nb: "Vurdering", nn: "Vurdering" },
  decisionInChat: { nb: "Vurder i chatten", nn: "Vurder i chatten" },
  decisionNeeds: { nb: "Gjør dette først: {tasks}", nn: "Gjer dette først: {tasks}" },
  written: { nb: "Svar og notater", nn: "Svar og notat" },
  writtenNone: { nb: "Ingenting er skrevet ennå.", nn: "Ingenting er skrive enno." },
  concern: { nb: "Bekymringen", nn: "Uroa" },
  looseNote: { nb: "Notat", nn: "Notat" },
  reasonNote: { nb: "Begrunnelse", nn: "Grunngjeving" },
  unreadable: { nb: "Kan ikke leses lenger.", nn: "Kan ikkje lesast lenger." },
  versions: { nb: "Tidligere svar ({count})", nn: "Tidlegare svar ({count})" },
  rewrite: { nb: "Rett svaret", nn: "Rett svaret" },
  rewriteLabel: { nb: "Rett svaret: {asked}", nn: "Rett svaret: {asked}" },
  rewritten: { nb: "Svaret er rettet.", nn: "Svaret er retta." },
  answerMissing: { nb: "Skriv eller velg et svar.", nn: "Skriv eller vel eit svar." },
  answerTooLong: { nb: "Kort ned teksten til {most} tegn.", nn: "Kort ned teksten til {most} teikn." },
  appliesNoLonger: { nb: "Spørsmålet gjelder ikke lenger.", nn: "Spørsmålet gjeld ikkje lenger." },
  newNote: { nb: "Skriv et notat", nn: "Skriv eit notat" },
  newNoteHint: {
    nb: "Skriv det du har sett og hørt. Bruk initialer.",
    nn: "Skriv det du har sett og høyrt. Bruk initialar.",
  },
  save: { nb: "Lagre", nn: "Lagre" },
  saving: { nb: "Lagrer …", nn: "Lagrar …" },
  gaps: { nb: "Det rutinen ikke sier", nn: "Det rutinen ikkje seier" },
  papers: { nb: "Dokumenter", nn: "Dokument" },
  documentation: { nb: "Hvor du dokumenterer", nn: "Kvar du dokumenterer" },
  history: { nb: "Historikk", nn: "Historikk" },
  takeBack: { nb: "Ta tilbake", nn: "Ta tilbake" },
  takeBackWhat: { nb: "Ta tilbake: {what}", nn: "Ta tilbake: {what}" },
  countsNoMore: { nb: "Tatt tilbake eller rettet", nn: "Teke tilbake eller retta" },
  seen: { nb: "Hvem har sett saken", nn: "Kven har sett saka" },
  seenLine: { nb: "bare linjen i en liste", nn: "berre linja i ei liste" },
  seenHanded: {
    nb: "tilbød saken til noen eller svarte på et tilbud",
    nn: "tilbaud saka til nokon eller svarte på eit tilbod",
  },
  operator: { nb: "Den som drifter systemet", nn: "Den som driftar systemet" },
  print: { nb: "Last ned alt for utskrift", nn: "Last ned alt for utskrift" },
  conflict: { nb: "Saken er endret", nn: "Saka er endra" },
  conflictMore: {
    nb: "Noen har endret saken siden du åpnet den, så ingenting er lagret. Du ser den nå slik den er; prøv igjen hvis det fortsatt skal gjøres.",
    nn: "Nokon har endra saka sidan du opna ho, så ingenting er lagra. Du ser ho no slik ho er; prøv igjen dersom det framleis skal gjerast.",
  },
  close: { nb: "Lukk", nn: "Lukk" },

  // Handing over
  followers: { nb: "Hvem følger saken", nn: "Kven følgjer saka" },
  owns: { nb: "eier saken", nn: "eig saka" },
  handOver: { nb: "Gi saken videre", nn: "Gi saka vidare" },
  choose: { nb: "Velg", nn: "Vel" },
  offerTo: { nb: "Hvem skal få tilbudet?", nn: "Kven skal få tilbodet?" },
  offerToMissing: { nb: "Velg en kollega.", nn: "Vel ein kollega." },
  offerLastDay: { nb: "Siste dag", nn: "Siste dag" },
  offerLastDayHint: {
    nb: "La dagen stå tom hvis kollegaen skal overta for godt.",
    nn: "La dagen stå tom om kollegaen skal ta over for godt.",
  },
  offerSend: { nb: "Tilby saken", nn: "Tilby saka" },
  offerMade: { nb: "Du har tilbudt {name} saken.", nn: "Du har tilbode {name} saka." },
  offerWaits: { nb: "Tilbudt {name}, venter på svar", nn: "Tilbode {name}, ventar på svar" },
  offerWithdraw: { nb: "Trekk tilbudet", nn: "Trekk tilbodet" },
  offerWithdrawFrom: { nb: "Trekk tilbudet til {name}", nn: "Trekk tilbodet til {name}" },
  offerWithdrawn: { nb: "Tilbudet er trukket.", nn: "Tilbodet er trekt." },

  // School
  access: { nb: "Hva ledelsen ser", nn: "Kva leiinga ser" },
  accessNarrows: {
    nb: "Du kan velge at ledelsen ser mindre. Bare kommunen kan åpne for mer igjen.",
    nn: "Du kan velje at leiinga ser mindre. Berre kommunen kan opne for meir igjen.",
  },
  leadersSee: { nb: "Ledelsen ser", nn: "Leiinga ser" },
  leadersLines: { nb: "En linje for hver sak", nn: "Ei linje for kvar sak" },
  leadersFigures: { nb: "Bare tall", nn: "Berre tal" },
  advisersSee: { nb: "Nærværskontakten ser", nn: "Nærværskontakten ser" },
  advisersOwn: { nb: "Sakene de selv følger", nn: "Sakene dei sjølve følgjer" },
  advisersAsLeaders: { nb: "Det samme som ledelsen", nn: "Det same som leiinga" },
  saved: { nb: "Lagret.", nn: "Lagra." },
  invitations: { nb: "Invitasjoner", nn: "Invitasjonar" },
  invite: { nb: "Lag en invitasjon", nn: "Lag ein invitasjon" },
  inviteAs: { nb: "Inviter som", nn: "Inviter som" },
  invitationLine: { nb: "{role}, gjelder til {moment}", nn: "{role}, gjeld til {moment}" },
  invitationWithdraw: { nb: "Trekk tilbake", nn: "Trekk tilbake" },
  invitationAddress: { nb: "Gi denne adressen videre", nn: "Gi denne adressa vidare" },
  invitationAddressHint: {
    nb: "Adressen vises bare nå og virker én gang.",
    nn: "Adressa blir vist berre no og verkar éin gong.",
  },
  schoolTitle: { nb: "Skolen", nn: "Skulen" },
  schoolCases: { nb: "Saker ved skolen", nn: "Saker ved skulen" },
  schoolNone: { nb: "Ingen saker å vise.", nn: "Ingen saker å vise." },
  schoolFiguresOnly: {
    nb: "Ledelsen ser bare tall her. Det er kommunen eller en leder som har valgt det.",
    nn: "Leiinga ser berre tal her. Det er kommunen eller ein leiar som har valt det.",
  },
  alone: { nb: "Ingen følger saken", nn: "Ingen følgjer saka" },
  figures: { nb: "Tall", nn: "Tal" },
  figuresNone: { nb: "Tall under fem vises ikke.", nn: "Tal under fem blir ikkje viste." },
  figure: { nb: "{place}: {count} saker", nn: "{place}: {count} saker" },
  insight: { nb: "Les saken", nn: "Les saka" },
  insightReason: { nb: "Hvorfor trenger du å lese den?", nn: "Kvifor treng du å lese ho?" },
  insightEmpty: { nb: "Skriv hvorfor du trenger å lese saken.", nn: "Skriv kvifor du treng å lese saka." },
  insightClose: { nb: "Lukk saken", nn: "Lukk saka" },
  insightHint: {
    nb: "De som følger saken, ser hvem som leste og hvorfor.",
    nn: "Dei som følgjer saka, ser kven som las og kvifor.",
  },

  // Settings
  languageTitle: { nb: "Målform", nn: "Målform" },
  languageSchool: { nb: "Som skolen", nn: "Som skulen" },
  nb: { nb: "Bokmål", nn: "Bokmål" },
  nn: { nb: "Nynorsk", nn: "Nynorsk" },
  calendar: { nb: "Skoleruta", nn: "Skuleruta" },
  calendarNone: {
    nb: "Skoleruta er ikke lastet inn, så ferier og fridager er ikke regnet med i fristene.",
    nn: "Skuleruta er ikkje lasta inn, så feriar og fridagar er ikkje rekna med i fristane.",
  },
  calendarMore: { nb: "Disse fridagene regnes med i fristene.", nn: "Desse fridagane er rekna med i fristane." },
  dueCount: { nb: "{count} har frist nå", nn: "{count} har frist no" },
  remindersTitle: { nb: "Påminnelser", nn: "Påminningar" },
  remindersOn: {
    nb: "Minn meg i Teams på skoledager, når noe har frist",
    nn: "Minn meg i Teams på skuledagar, når noko har frist",
  },
  remindersMore: {
    nb: "De kommer når du har skrevet til Nærværslos i Teams.",
    nn: "Dei kjem når du har skrive til Nærværslos i Teams.",
  },
  you: { nb: "Du", nn: "Du" },
  role_teacher: { nb: "kontaktlærer", nn: "kontaktlærar" },
  role_substitute: { nb: "vikar", nn: "vikar" },
  role_adviser: { nb: "nærværskontakt", nn: "nærværskontakt" },
  role_leader: { nb: "skoleledelse", nn: "skuleleiing" },
  role_admin: { nb: "kommune", nn: "kommune" },
  logOut: { nb: "Logg ut", nn: "Logg ut" },
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
