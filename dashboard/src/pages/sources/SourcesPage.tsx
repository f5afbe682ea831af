import { Link } from "wouter";
import { useApi } from "../../api.ts";
import { useLiveRefresh } from "../../live/live.ts";
import type { SourceSummary } from "../../shapes.ts";
import { card, Empty, Failure, Head, Paste, Waiting } from "../../ui/parts.tsx";
import { Ago } from "../../ui/text.tsx";
import { count, share } from "../../ui/words.ts";
import { Paused } from "../work/Pause.tsx";

export function SourcesPage() {
  const { data, error } = useApi("GET /api/sources", undefined, { refetchInterval: 15_000 });
  useLiveRefresh(["GET /api/sources"], { every: 1_500 });
  return (
    <>
      <Head note="Who may send here, and how each is set up at its provider." title="Sources" />
      {error && !data ? (
        <Failure error={error} what="The sources could not be loaded" />
      ) : !data ? (
        <Waiting />
      ) : data.items.length === 0 ? (
        <NoSource />
      ) : (
        <ul className={`${card} divide-y divide-line overflow-hidden`}>
          {data.items.map((source) => (
            <li key={source.name}>
              <Row source={source} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function NoSource() {
  return (
    <Empty title="There is no source yet.">
      <p>A source is an address that one provider sends to. This adds one to your config, and its secret to .env:</p>
      <Paste label="Command" text="npx hookinbox init" />
    </Empty>
  );
}

function Row({ source: s }: { source: SourceSummary }) {
  return (
    <Link
      className="grid grid-cols-2 items-center gap-x-6 gap-y-2 px-4 py-3.5 outline-offset-[-2px] hover:bg-sunken md:grid-cols-[minmax(0,5fr)_repeat(4,minmax(0,2fr))]"
      href={`/sources/${encodeURIComponent(s.name)}`}
    >
      <div className="col-span-2 min-w-0 md:col-span-1">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">
            {s.name} <span className="ml-1 font-normal text-muted">{s.title}</span>
          </span>
          {s.paused && <Paused />}
        </p>
        <p className="data truncate text-xs text-muted">{s.url}</p>
        {s.unverified && <p className="mt-0.5 text-xs font-medium text-retry">Not verified: anyone may send here</p>}
        {s.warnings.length > 0 && !s.unverified && (
          <p className="mt-0.5 truncate text-xs text-retry">{s.warnings[0]}</p>
        )}
      </div>
      <Figure name="Events" value={count(s.events)} />
      <Figure
        name="A minute"
        value={s.perMinute < 10 ? s.perMinute.toFixed(s.perMinute > 0 ? 1 : 0) : count(Math.round(s.perMinute))}
      />
      <Figure
        bad={(s.refusedShare ?? 0) > 0.05}
        name="Refused"
        value={s.refusedShare === null ? "–" : share(s.refusedShare)}
      />
      <Figure name="Last event" value={s.lastAt === null ? "never" : <Ago at={s.lastAt} />} />
    </Link>
  );
}

function Figure({ name, value, bad = false }: { name: string; value: React.ReactNode; bad?: boolean }) {
  return (
    <div className="md:text-right">
      <p className="text-xs text-muted">{name}</p>
      <p className={`figures ${bad ? "font-medium text-dead" : ""}`}>{value}</p>
    </div>
  );
}
