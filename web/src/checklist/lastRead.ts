import { draftNames, keep, readDraft } from "../shared/drafts";
import type { Read } from "./courier";
import type { Sheet } from "./sheet";

/*
 * An open talk as it was read last, kept like a draft: encrypted, gone at logout, and not for long. So a call can be made from the
 * page though there is no net when it is opened.
 */

const DAYS = 7;

const nameOf = (person: string, caseId: string, guide: string) => `${person}/lest/${caseId}/${guide}`;

type Kept = { on: number; sheet: Sheet };

async function opened(name: string): Promise<Sheet | null> {
  const before = await readDraft(name);
  if (!before) return null;
  const { on, sheet } = JSON.parse(before) as Kept;
  if (Date.now() - on < DAYS * 86_400_000) return sheet;
  await keep(name, "");
  return null;
}

export const lastRead = (person: string, caseId: string, guide: string): Promise<Sheet | null> =>
  opened(nameOf(person, caseId, guide));

/** What came of reading, for the next time; nothing of a talk that is over, or of a case that is not there for this person. */
export async function noteRead(person: string, caseId: string, guide: string, read: Read): Promise<void> {
  const isOpen = read.came === "read" && (read.sheet.walk?.open ?? true);
  if (isOpen) await keep(nameOf(person, caseId, guide), JSON.stringify({ on: Date.now(), sheet: read.sheet } as Kept));
  else if (read.came === "read" || read.came === "gone") await keep(nameOf(person, caseId, guide), "");
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
    const sheet = await opened(name);
    const [, , caseId, guide] = name.split("/");
    if (sheet) found.push({ address: `/sak/${caseId}/samtale/${guide}`, label: sheet.label, name: sheet.guide.name });
  }
  return found;
}
