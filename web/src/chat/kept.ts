/** What is kept in this tab while nobody has it yet: what is being written, and what could not be sent. Gone with the tab. */

export type Sent = {
  id: string;
  text: string;
  payload?: string;
  /** `asked`: on its way. `waits`: to be tried again. `stored`: safe, the reply comes. `refused`: nobody took it, `why` says why. */
  state: "asked" | "waits" | "stored" | "refused";
  why?: string;
};

const PREFIX = "chat ";

export type Kept = {
  read: () => { draft: string; outbox: Sent[] };
  draft: (text: string) => void;
  outbox: (sent: Sent[]) => void;
};

/** Of one person at one school. What somebody else left in this tab is thrown away. */
export function keptOf(person: string, school: string): Kept {
  const name = `${PREFIX}${person} ${school}`;
  forgetOthers(`${PREFIX}${person} `);
  return {
    read: () => ({ draft: get(`${name} draft`) ?? "", outbox: parsed(get(`${name} outbox`)) }),
    draft: (text) => put(`${name} draft`, text),
    outbox: (sent) => put(`${name} outbox`, sent.length > 0 ? JSON.stringify(sent) : ""),
  };
}

function parsed(text: string | null): Sent[] {
  try {
    const found = JSON.parse(text || "[]") as Sent[];
    return found.map((one) => (one.state === "asked" ? { ...one, state: "waits" as const } : one));
  } catch {
    return [];
  }
}

function forgetOthers(mine: string): void {
  try {
    for (const name of Object.keys(sessionStorage))
      if (name.startsWith(PREFIX) && !name.startsWith(mine)) sessionStorage.removeItem(name);
  } catch {
    // no storage: nothing is kept, and nothing is left behind
  }
}

function get(name: string): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

function put(name: string, value: string): void {
  try {
    if (value) sessionStorage.setItem(name, value);
    else sessionStorage.removeItem(name);
  } catch {
    // full or forbidden: it is still on the page
  }
}
