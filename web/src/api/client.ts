import createClient, { type Middleware } from "openapi-fetch";
import { hasLeft } from "../shared/login";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];
type Told = Schemas["ProblemOut"];

/** What the server refused, in its own words, in the person's language. */
export class Problem extends Error {
  readonly told: Told;
  readonly retryAfter: number | undefined;

  constructor(told: Told, retryAfter?: number) {
    super(told.code);
    this.told = told;
    this.retryAfter = retryAfter;
  }
}

/** No answer came, or one that is not the server's. */
export class Away extends Error {}

/** Whoever is not logged in goes to log in, and comes back here. After a logout in another tab nothing leads away: text may stand here. */
export function goToLogin(): void {
  if (hasLeft()) return;
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/login?back_to=${encodeURIComponent(here)}`);
}

let openedBy: string | undefined;

/** From here on all that this page sends says who opened it: once somebody else has logged in beside it, the server refuses it. */
export function isOpenedBy(mark: string): void {
  openedBy = mark;
}

let school: string | undefined;

/** Whoever works at several schools asks for this one from here on. */
export function actsAt(chosen: string): void {
  school = chosen;
}

/** Who opened the page and for which school; or for the one that something was begun at. */
export const opened = (at = school): Record<string, string> => ({
  ...(openedBy === undefined ? {} : { "X-Opened-By": openedBy }),
  ...(at === undefined ? {} : { "X-School": at }),
});

/** An address of ours that the browser asks for without headers: a picture, a file, a stream. */
export function addressed(path: string, asked: Record<string, string> = {}): string {
  const query = new URLSearchParams({ ...asked, ...(school === undefined ? {} : { school }) }).toString();
  return query ? `${path}?${query}` : path;
}

/** The same of what is refused once somebody else has logged in beside it. */
export const addressedAs = (path: string): string =>
  addressed(path, openedBy === undefined ? {} : { opened_by: openedBy });

const saysWho: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(opened())) request.headers.set(name, value);
  },
};

const onlyAnswers: Middleware = {
  onError() {
    return new Away();
  },
  async onResponse({ response }) {
    if (response.ok || response.status === 304) return;
    if (response.status === 401) goToLogin();
    if (!response.headers.get("Content-Type")?.startsWith("application/problem+json")) throw new Away();
    throw new Problem((await response.json()) as Told, Number(response.headers.get("Retry-After")) || undefined);
  },
};

export const client = createClient<paths>({ credentials: "same-origin" });
client.use(saysWho, onlyAnswers);

/** The data of an answer; every other outcome has been thrown already. */
export async function data<T>(asked: Promise<{ data?: T }>): Promise<T> {
  const answer = await asked;
  return answer.data as T;
}
