import { type ReactNode, useEffect } from "react";
import { Link, useLocation } from "wouter";
import { useApi } from "../api.ts";
import { stream, useConnection, useLiveRefresh } from "../live/live.ts";
import { count } from "../ui/words.ts";
import { GoneBanner } from "./GoneBanner.tsx";
import { LogOut } from "./LogOut.tsx";
import { isHere, NAV } from "./nav.ts";
import { ThemeSwitch } from "./ThemeSwitch.tsx";

/** What is around every page: where one can go, what waits there, and whether the page is live. */
export function Frame({ store, required, children }: { store?: string; required: boolean; children: ReactNode }) {
  const [path] = useLocation();
  const waiting = useWaiting();
  useEffect(() => {
    stream.start();
    return stream.stop;
  }, []);
  useEffect(() => {
    const here = NAV.find(({ to }) => isHere(to, path));
    document.title = here ? `${here.name} · hookinbox` : "hookinbox";
  }, [path]);
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13.5rem_minmax(0,1fr)]">
      <a
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded focus:bg-raised focus:px-3 focus:py-2"
        href="#page"
      >
        Skip to the page
      </a>
      <aside className="hidden border-r border-line lg:sticky lg:top-0 lg:flex lg:h-dvh lg:flex-col lg:px-3 lg:py-4">
        <Wordmark />
        <Nav path={path} waiting={waiting} />
        <div className="mt-auto space-y-2 px-2 pt-4">
          {store && (
            <p className="data truncate text-xs text-muted" title={`The store: ${store}`}>
              {shortStore(store)}
            </p>
          )}
          <div className="-ml-1.5 flex items-center gap-1">
            <Liveness />
            <span className="ml-auto flex">
              {required && <LogOut />}
              <ThemeSwitch />
            </span>
          </div>
        </div>
      </aside>
      <div className="flex min-w-0 flex-col">
        <header className="flex items-center gap-2 border-b border-line px-4 py-2 lg:hidden">
          <Wordmark />
          <span className="ml-auto flex items-center gap-1">
            <Liveness />
            {required && <LogOut />}
            <ThemeSwitch />
          </span>
        </header>
        <GoneBanner />
        <main
          className="mx-auto w-full max-w-6xl flex-1 px-4 pt-6 pb-28 outline-none sm:px-8 sm:pt-8 lg:pb-12"
          id="page"
          tabIndex={-1}
        >
          {children}
        </main>
      </div>
      <TabBar path={path} waiting={waiting} />
    </div>
  );
}

/** `sqlite: hookinbox.db`: the folders before it say less, and are in the title. */
const shortStore = (store: string): string => store.replace(/^(sqlite:).*[\\/]/, "$1 ");

function Wordmark() {
  return (
    <Link className="flex items-center gap-2 px-2 py-1 font-semibold tracking-[-0.01em]" href="/">
      <img alt="" className="size-5" src="/mark.svg" />
      hookinbox
    </Link>
  );
}

/** How many wait for a person, by page. */
type Waiting = Record<string, { n: number; what: string } | undefined>;

function useWaiting(): Waiting {
  const { data } = useApi("GET /api/stats", undefined, { refetchInterval: 15_000 });
  useLiveRefresh(["GET /api/stats"], { every: 2_000 });
  if (!data) return {};
  return {
    "/quarantine": data.quarantined > 0 ? { n: data.quarantined, what: "in quarantine" } : undefined,
    "/work": data.deliveries.dead ? { n: data.deliveries.dead, what: "dead" } : undefined,
  };
}

function Nav({ path, waiting }: { path: string; waiting: Waiting }) {
  return (
    <nav aria-label="Pages" className="mt-5 space-y-0.5">
      {NAV.map(({ to, name, Icon }) => (
        <Link
          aria-current={isHere(to, path) ? "page" : undefined}
          className="flex items-center gap-2.5 rounded-md px-2 py-1.5 text-soft hover:bg-sunken hover:text-ink aria-[current]:bg-accent-wash aria-[current]:font-medium aria-[current]:text-ink"
          href={to}
          key={to}
        >
          <Icon />
          {name}
          {waiting[to] && (
            <span
              className={`figures ml-auto text-xs ${to === "/work" ? "text-dead" : "text-muted"}`}
              title={`${count(waiting[to].n)} ${waiting[to].what}`}
            >
              {short(waiting[to].n)}
              <span className="sr-only"> {waiting[to].what}</span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}

const short = (n: number): string => (n < 10_000 ? count(n) : `${Math.floor(n / 1_000)}k`);

function TabBar({ path, waiting }: { path: string; waiting: Waiting }) {
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-7 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {NAV.map(({ to, name, Icon }) => (
        <Link
          aria-current={isHere(to, path) ? "page" : undefined}
          className="flex flex-col items-center gap-1 py-2.5 text-[0.625rem] leading-3 text-muted aria-[current]:font-semibold aria-[current]:text-accent"
          href={to}
          key={to}
        >
          <span className="relative">
            <Icon className="size-[1.15rem]" />
            {waiting[to] && (
              <span
                className={`absolute -top-0.5 -right-1.5 size-2 rounded-full border border-surface ${to === "/work" ? "bg-dead" : "bg-muted"}`}
              />
            )}
          </span>
          {name.replace(" log", "")}
          {waiting[to] && <span className="sr-only">, {`${count(waiting[to].n)} ${waiting[to].what}`}</span>}
        </Link>
      ))}
    </nav>
  );
}

function Liveness() {
  const connection = useConnection();
  const live = connection === "live";
  return (
    <span
      className={`inline-flex items-center gap-1.5 px-1.5 text-sm ${live ? "text-soft" : "text-retry"}`}
      role="status"
    >
      <svg
        aria-hidden="true"
        className={live ? "size-2 text-done" : "size-2 text-retry"}
        fill="currentColor"
        viewBox="0 0 8 8"
      >
        {live ? <circle cx="4" cy="4" r="4" /> : <path d="M4 0l4 8H0z" />}
      </svg>
      {live ? "Live" : connection === "gone" ? "Gone" : "Connecting"}
    </span>
  );
}
