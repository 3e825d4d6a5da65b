import createClient, { type Middleware } from "openapi-fetch";
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

/** Whoever is not logged in goes to log in, and comes back here. */
export function goToLogin(): void {
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/login?back_to=${encodeURIComponent(here)}`);
}

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
client.use(onlyAnswers);

/** The data of an answer; every other outcome has been thrown already. */
export async function data<T>(asked: Promise<{ data?: T }>): Promise<T> {
  const answer = await asked;
  return answer.data as T;
}
