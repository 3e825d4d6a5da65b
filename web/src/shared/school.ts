/*
 * Which of their schools somebody acts for on this device. It stays after a logout: it says nothing of a pupil, and is of use to nobody
 * else, since the server is asked first where they work.
 */

const name = (person: string) => `naervaerslos/school/${person}`;

export function rememberedSchool(person: string): string | null {
  try {
    return localStorage.getItem(name(person));
  } catch {
    return null; // a browser that keeps nothing
  }
}

/** From here on, in a page that has nothing of the other school any longer. */
export function chooseSchool(person: string, school: string): void {
  try {
    localStorage.setItem(name(person), school);
  } finally {
    window.location.assign("/");
  }
}
