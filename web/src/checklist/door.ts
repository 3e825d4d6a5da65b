import { opened, type Schemas } from "../api/client";
import type { Read, Told } from "./courier";
import type { Command, Sheet } from "./sheet";

const PATIENCE = 20_000; // milliseconds

/*
 * Not by the client of the other pages: that one leads whoever is logged out to the login at once, and a page that is written on
 * while somebody talks does not leave by itself.
 */

export async function send(
  school: string | undefined,
  caseId: string,
  id: string,
  command: Command,
  revision: number | null,
): Promise<Told> {
  const body = JSON.stringify({ id, command, revision });
  const answer = await asked(school, `/cases/${caseId}/commands`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
    keepalive: body.length < 60_000, // goes on when the page is closed; browsers take no more
  });
  if (!("ok" in answer)) return answer;
  const { revision: now, entry } = answer.ok as Schemas["Done"];
  return { came: "done", revision: now, entry };
}

export async function read(
  school: string | undefined,
  caseId: string,
  guide: string,
  run: string | null,
): Promise<Read> {
  const answer = await asked(school, `/cases/${caseId}/guides/${encodeURIComponent(guide)}${run ? `?run=${run}` : ""}`);
  if ("ok" in answer) return { came: "read", sheet: answer.ok as Sheet };
  return answer.came === "stale" || answer.came === "refused" ? { came: "away" } : answer;
}

type Refused = Exclude<Told, { came: "done" }>;

async function asked(
  school: string | undefined,
  path: string,
  how: RequestInit = {},
): Promise<{ ok: unknown } | Refused> {
  try {
    const headers = { ...how.headers, ...opened(school) };
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(path, { credentials: "same-origin", signal, ...how, headers });
    const body: unknown = await response.json();
    return response.ok ? { ok: body } : refusal(response, body as Schemas["ProblemOut"]);
  } catch {
    return { came: "away" };
  }
}

function refusal(response: Response, told: Schemas["ProblemOut"]): Refused {
  const words = told.detail ?? "";
  if (response.status === 401) return { came: "logged out" };
  if (response.status === 404) return { came: "gone", words };
  if (told.code === "stale_revision") return { came: "stale" };
  if ([409, 413, 422].includes(response.status)) return { came: "refused", words };
  const seconds = Number(response.headers.get("Retry-After"));
  return seconds ? { came: "away", seconds } : { came: "away" };
}
