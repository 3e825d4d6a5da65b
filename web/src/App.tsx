import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect } from "react";
import { Route, Switch, useRoute } from "wouter";
import { me } from "./api/queries";
import { CasesPage } from "./cases/CasesPage";
import { useBringing } from "./checklist/useSheet";
import { Broken } from "./shared/Broken";
import { Frame } from "./shared/Frame";
import { LoggedOut } from "./shared/LoggedOut";
import { useHasLeft } from "./shared/login";
import { Failure, Loading, NotFound } from "./shared/states";
import { LanguageContext } from "./texts";

// The first page comes at once, the others when somebody goes there. An address here has its line in `channels/pages.py`.
const CasePage = lazy(() => import("./case/CasePage"));
const ChatPage = lazy(() => import("./chat/ChatPage"));
const ChecklistPage = lazy(() => import("./checklist/ChecklistPage"));
const SchoolPage = lazy(() => import("./school/SchoolPage"));
const SettingsPage = lazy(() => import("./settings/SettingsPage"));

export function App() {
  const person = useQuery(me);
  const language = person.data?.language ?? "nb";
  const left = useHasLeft();
  useBringing(left ? undefined : person.data?.person);
  const [isChat] = useRoute("/chat"); // keeps its field, and shows no more
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <LanguageContext value={language}>
      <Frame person={person.data}>
        <Broken>
          <Suspense fallback={<Loading />}>
            {person.isPending && !left && <Loading />}
            {person.isError && !left && <Failure error={person.error} again={person.refetch} />}
            {left && !isChat && <LoggedOut />}
            {person.data && (!left || isChat) && (
              <Switch>
                <Route path="/">
                  <CasesPage person={person.data} />
                </Route>
                <Route path="/chat" component={ChatPage} />
                <Route path="/sak/:id">{({ id }) => <CasePage key={id} id={id} />}</Route>
                <Route path="/sak/:id/samtale/:guide">
                  {({ id, guide }) => (
                    <ChecklistPage key={`${id} ${guide}`} id={id} guide={guide} person={person.data} />
                  )}
                </Route>
                <Route path="/skolen">
                  <SchoolPage person={person.data} />
                </Route>
                <Route path="/innstillinger">
                  <SettingsPage person={person.data} />
                </Route>
                <Route>
                  <NotFound />
                </Route>
              </Switch>
            )}
          </Suspense>
        </Broken>
      </Frame>
    </LanguageContext>
  );
}
