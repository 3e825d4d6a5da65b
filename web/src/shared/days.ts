import type { Language } from "../texts";

const weekdays = {
  nb: ["søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"],
  nn: ["søndag", "måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag"],
};
const months = "januar februar mars april mai juni juli august september oktober november desember".split(" ");

/** “mandag 24. august”, with the year when it is not that of `today`. Both are ISO dates; browsers know no nynorsk. */
export function day(iso: string, language: Language, today?: string): string {
  const [year, month, date] = iso.split("-").map(Number);
  if (!year || !month || !date) return iso;
  const weekday = weekdays[language][new Date(Date.UTC(year, month - 1, date)).getUTCDay()];
  const shown = `${weekday} ${date}. ${months[month - 1]}`;
  return today?.startsWith(`${year}`) === false ? `${shown} ${year}` : shown;
}

/** The day and the clock in Oslo, of a moment as the server tells it. */
export function moment(iso: string, language: Language): string {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone: "Europe/Oslo",
    dateStyle: "short",
    timeStyle: "short",
  }).format(new Date(iso));
  const [date = "", clock = ""] = parts.split(" ");
  return `${day(date, language)} kl. ${clock.replace(":", ".")}`;
}
