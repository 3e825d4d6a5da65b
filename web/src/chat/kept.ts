import { readDraft, writeDraft } from "../shared/drafts";

/** A message that has no reply yet, under the id it keeps until it has one. */
export type Sent = {
  id: string;
  text: string;
  payload?: string;
  /** `asked`: on its way. `waits`: to be tried again. `stored`: safe, the reply comes. `refused`: nobody took it, `why` says why. */
  state: "asked" | "waits" | "stored" | "refused";
  why?: string;
};

export type Kept = {
  read: () => Promise<{ draft: string; outbox: Sent[] }>;
  draft: (text: string) => void;
  outbox: (sent: Sent[]) => void;
};

/** What is kept on the device while nobody else has it, of one person at one school: what is being written, and what is on its way. */
export function keptOf(person: string, school: string): Kept {
  const [draft, outbox] = [`${person}/chat/${school}`, `${person}/outbox/${school}`];
  let last: Promise<unknown> = Promise.resolve();
  const write = (name: string, text: string) => {
    // One after the other, so that what was last is what stays. Without room it is still on the page.
    last = last.then(() => writeDraft(name, text)).catch(() => undefined);
  };
  return {
    read: async () => ({ draft: await readDraft(draft), outbox: parsed(await readDraft(outbox)) }),
    draft: (text) => write(draft, text),
    outbox: (sent) => write(outbox, sent.length > 0 ? JSON.stringify(sent) : ""),
  };
}

function parsed(text: string): Sent[] {
  const found = text ? (JSON.parse(text) as Sent[]) : [];
  return found.map((one) => (one.state === "asked" ? { ...one, state: "waits" } : one));
}
