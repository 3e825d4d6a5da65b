import { draftNames, keep, readDraft } from "../shared/drafts";
import type { LastRead } from "./courier";

/*
 * An open talk as it was read last, kept like a draft: encrypted, gone at logout, and not for long. So a call can be made from the
 * page though there is no net when it is opened.
 */

const DAYS = 7;

const nameOf = (person: string, caseId: string, guide: string) => `${person}/lest/${caseId}/${guide}`;

type Kept = LastRead & { on: number };

async function opened(name: string): Promise<LastRead | null> {
  const before = await readDraft(name);
  if (!before) return null;
  const { on, ...last } = JSON.parse(before) as Kept;
  if (Date.now() - on < DAYS * 86_400_000) return last;
  await keep(name, "");
  return null;
}

export const lastRead = (person: string, caseId: string, guide: string): Promise<LastRead | null> =>
  opened(nameOf(person, caseId, guide));

/** For the next time; nothing of a talk that is over. */
export function keepRead(person: string, caseId: string, guide: string, read: LastRead | null): Promise<void> {
  const kept: Kept | null = read && (read.sheet.walk?.open ?? true) ? { on: Date.now(), ...read } : null;
  return keep(nameOf(person, caseId, guide), kept ? JSON.stringify(kept) : "");
}

export interface KeptTalk {
  address: string;
  label: string;
  name: string;
}

/** The talks that can be gone on with. What has lain too long is taken away in passing. */
export async function keptTalks(person: string): Promise<KeptTalk[]> {
  const found: KeptTalk[] = [];
  for (const name of await draftNames(`${person}/lest/`)) {
    const last = await opened(name);
    const [, , caseId, guide] = name.split("/");
    if (last) {
      const { label, guide: talk } = last.sheet;
      found.push({ address: `/sak/${caseId}/samtale/${guide}`, label, name: talk.name });
    }
  }
  return found;
}
