import { QueryClient, queryOptions } from "@tanstack/react-query";
import { keep, readDraft } from "../shared/drafts";
import { rememberedSchool } from "../shared/school";
import { Away, actsAt, client, data, isOpenedBy, Problem, type Schemas } from "./client";

/** What was refused is not asked again; what got no answer is, twice, unless there is no net. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => !(error instanceof Problem) && failures < (navigator.onLine ? 2 : 0),
      staleTime: 5_000,
      refetchOnReconnect: true,
      networkMode: "always", // a phone that believes to be offline may still reach us, and our own page tells better
    },
    mutations: { networkMode: "always", retry: false },
  },
});

const PAGE = 100;

/** Page after page: `GET /cases` gives so many at a time. */
async function allCases(): Promise<Schemas["CaseLine"][]> {
  const found: Schemas["CaseLine"][] = [];
  for (;;) {
    const page = await data(client.GET("/cases", { params: { query: { limit: PAGE, offset: found.length } } }));
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

const of = (id: string) => ({ params: { path: { case_id: id } } });

const ME = "me"; // kept on the device, for a start without net

async function whoAmI(): Promise<Schemas["Me"]> {
  try {
    const found = await askWhoIAm();
    void keep(ME, JSON.stringify(found)).catch(() => undefined);
    return found;
  } catch (error) {
    const before = error instanceof Away ? await readDraft(ME) : "";
    if (!before) throw error;
    const found = JSON.parse(before) as Schemas["Me"];
    isOpenedBy(found.mark); // should somebody else have logged in meanwhile, nothing that is written here becomes theirs
    return found;
  }
}

async function askWhoIAm(): Promise<Schemas["Me"]> {
  const found = await data(client.GET("/me"));
  isOpenedBy(found.mark);
  const chosen = found.workplaces.find((one) => one.school === rememberedSchool(found.person));
  if (!chosen || chosen.acting) return found;
  actsAt(chosen.school);
  return data(client.GET("/me"));
}

export const me = queryOptions({ queryKey: ["me"], queryFn: whoAmI, staleTime: 300_000 });
export const cases = queryOptions({ queryKey: ["cases"], queryFn: allCases });
export const offers = queryOptions({ queryKey: ["offers"], queryFn: () => data(client.GET("/offers")) });
export const reminders = queryOptions({ queryKey: ["reminders"], queryFn: () => data(client.GET("/reminders")) });
export const mail = queryOptions({ queryKey: ["mail"], queryFn: () => data(client.GET("/me/mail")) });
export const calendar = queryOptions({ queryKey: ["calendar"], queryFn: () => data(client.GET("/school/calendar")) });
export const schoolCases = queryOptions({
  queryKey: ["school", "cases"],
  queryFn: () => data(client.GET("/school/cases")),
});
export const schoolAccess = queryOptions({
  queryKey: ["school", "access"],
  queryFn: () => data(client.GET("/school/access")),
});
export const colleagues = queryOptions({
  queryKey: ["school", "people"],
  queryFn: () => data(client.GET("/school/people")),
});
export const invitations = queryOptions({
  queryKey: ["school", "invitations"],
  queryFn: () => data(client.GET("/school/invitations")),
});
export const figures = queryOptions({
  queryKey: ["school", "figures"],
  queryFn: () => data(client.GET("/school/figures")),
});

/** All that is asked about one case begins with `["case", id]`. */
export const plan = (id: string) =>
  queryOptions({ queryKey: ["case", id, "plan"], queryFn: () => data(client.GET("/cases/{case_id}/plan", of(id))) });
export const history = (id: string) =>
  queryOptions({
    queryKey: ["case", id, "history"],
    queryFn: () => data(client.GET("/cases/{case_id}/history", of(id))),
  });
export const papers = (id: string) =>
  queryOptions({
    queryKey: ["case", id, "papers"],
    queryFn: () => data(client.GET("/cases/{case_id}/papers", of(id))),
  });
export const seen = (id: string) =>
  queryOptions({ queryKey: ["case", id, "seen"], queryFn: () => data(client.GET("/cases/{case_id}/seen", of(id))) });
export const members = (id: string) =>
  queryOptions({
    queryKey: ["case", id, "members"],
    queryFn: () => data(client.GET("/cases/{case_id}/members", of(id))),
  });
export const offersOf = (id: string) =>
  queryOptions({
    queryKey: ["case", id, "offers"],
    queryFn: () => data(client.GET("/cases/{case_id}/offers", of(id))),
  });
/** One walk through a guide: its questions, and all that was answered. */
export const talk = (id: string, run: string) =>
  queryOptions({
    queryKey: ["case", id, "talk", run],
    queryFn: async () => {
      const read = await data(client.GET("/cases/{case_id}/talks/{run}", { params: { path: { case_id: id, run } } }));
      return read as Schemas["TalkOut"]; // the client takes a scale of two numbers for one of any length
    },
  });
