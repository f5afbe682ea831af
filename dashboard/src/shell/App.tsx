import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense } from "react";
import { Link, Route, Switch } from "wouter";
import { queries, statusOf, useApi } from "../api.ts";
import { AuditPage } from "../pages/audit/AuditPage.tsx";
import { EventPage } from "../pages/event/EventPage.tsx";
import { EventsPage } from "../pages/events/EventsPage.tsx";
import { OverviewPage } from "../pages/overview/OverviewPage.tsx";
import { QuarantinedPage } from "../pages/quarantine/QuarantinedPage.tsx";
import { QuarantinePage } from "../pages/quarantine/QuarantinePage.tsx";
import { SourcePage } from "../pages/sources/SourcePage.tsx";
import { SourcesPage } from "../pages/sources/SourcesPage.tsx";
import { WorkPage } from "../pages/work/WorkPage.tsx";
import { Empty, Head, Waiting } from "../ui/parts.tsx";
import { Frame } from "./Frame.tsx";
import { LogIn } from "./LogIn.tsx";
import { ServerGone } from "./ServerGone.tsx";

const InspectorPage = lazy(() => import("../pages/inspector/InspectorPage.tsx"));
const BinPage = lazy(() => import("../pages/inspector/BinPage.tsx"));

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Session>
        <Suspense fallback={<Waiting />}>
          <Pages />
        </Suspense>
      </Session>
    </QueryClientProvider>
  );
}

function Pages() {
  return (
    <Switch>
      <Route component={OverviewPage} path="/" />
      <Route component={EventsPage} path="/events" />
      <Route path="/events/:id">{({ id }) => <EventPage id={id} key={id} />}</Route>
      <Route component={QuarantinePage} path="/quarantine" />
      <Route path="/quarantine/:id">{({ id }) => <QuarantinedPage id={id} key={id} />}</Route>
      <Route component={SourcesPage} path="/sources" />
      <Route path="/sources/:name">{({ name }) => <SourcePage key={name} name={name} />}</Route>
      <Route component={WorkPage} path="/work" />
      <Route component={InspectorPage} path="/inspector" />
      <Route path="/inspector/:id">{({ id }) => <BinPage id={id} key={id} />}</Route>
      <Route component={AuditPage} path="/audit" />
      <Route>
        <Head title="There is no such page" />
        <Empty title="This address leads nowhere.">
          <Link className="text-accent underline underline-offset-2" href="/events">
            See the events
          </Link>
        </Empty>
      </Route>
    </Switch>
  );
}

/** Whether one may look at all is asked first. */
function Session({ children }: { children: ReactNode }) {
  const session = useApi("GET /api/session", undefined, {
    staleTime: 60_000,
    refetchInterval: ({ state }) => (state.error ? 1_000 : false),
  });
  // 401: the cookie is of another token.
  if (statusOf(session.error) === 401) return <LogIn />;
  if (!session.data) return session.error ? <ServerGone error={session.error} /> : null;
  if (session.data.required && !session.data.role) return <LogIn />;
  return (
    <Frame required={session.data.required} store={session.data.store}>
      {children}
    </Frame>
  );
}
