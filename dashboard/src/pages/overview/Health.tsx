import type { ReactNode } from "react";
import { Link } from "wouter";
import type { AnswerOf } from "../../../../src/client/routes.ts";
import { useNow } from "../../live/clock.ts";
import type { Series } from "../../shapes.ts";
import { PauseIcon, WarnIcon } from "../../ui/icons.tsx";
import { card } from "../../ui/parts.tsx";
import { StateMark } from "../../ui/state.tsx";
import { count, counted, span } from "../../ui/words.ts";
import { troublesOf } from "./troubles.ts";

type Stats = AnswerOf<"GET /api/stats">;

/** A delivery that waits this long after its time, in ms, is more than a busy moment. */
const LATE = 30_000;
/** Troubles that are named; of the rest it is said how many they are. */
const NAMED = 3;

/** One sentence on how it is; then the figures that it is made of. */
export function Health({ stats, series }: { stats: Stats; series: Series | undefined }) {
  const now = useNow();
  const dead = stats.deliveries.dead ?? 0;
  const owed = (stats.deliveries.pending ?? 0) + (stats.deliveries.running ?? 0);
  const late = stats.oldestDueAt === null ? 0 : Math.max(0, now - stats.oldestDueAt);
  const sum = (name: "accepted" | "repeats" | "refused" | "handled") =>
    series?.points.reduce((n, point) => n + point[name], 0);
  const troubles = series ? troublesOf(series.recent) : [];
  const well = series && troubles.length === 0 && dead === 0 && late <= LATE && stats.paused.length === 0;
  const range = series && series.points.length > 61 * (60_000 / series.step) ? "day" : "hour";
  return (
    <section aria-label="How it is">
      <div className="mb-4 flex flex-wrap items-center gap-x-5 gap-y-1.5 text-lg font-semibold">
        {troubles.slice(0, NAMED).map(({ what, detail, to }) => (
          <Sentence key={what} mark={<WarnIcon className="size-4 text-retry" />}>
            <Link className="anywhere hover:underline" href={to}>
              {what}
              <span className="figures ml-2 text-sm font-normal text-soft">{detail}</span>
            </Link>
          </Sentence>
        ))}
        {troubles.length > NAMED && <p>and {count(troubles.length - NAMED)} more like it</p>}
        {dead > 0 && (
          <Sentence mark={<StateMark className="size-4" state="dead" />}>
            <Link className="hover:underline" href="/work">
              {counted(dead, "delivery", "deliveries")} given up
            </Link>
          </Sentence>
        )}
        {late > LATE && (
          <Sentence mark={<StateMark className="size-4" state="pending" />}>The backlog is {span(late)} old</Sentence>
        )}
        {stats.paused.length > 0 && (
          <Sentence mark={<PauseIcon className="size-4 text-retry" />}>
            <Link
              className="hover:underline"
              href={stats.paused.some((one) => one.kind === "source") ? "/sources" : "/work"}
            >
              {stats.paused.length === 1 ? `${stats.paused[0]?.name} is` : `${count(stats.paused.length)} are`} paused
            </Link>
          </Sentence>
        )}
        {well && <Sentence mark={<StateMark className="size-4" state="done" />}>All is well</Sentence>}
        {stats.quarantined > 0 && (
          <Link className="text-base font-normal text-soft hover:underline" href="/quarantine">
            {counted(stats.quarantined, "request")} in quarantine
          </Link>
        )}
      </div>
      <dl className={`${card} grid grid-cols-2 overflow-hidden sm:grid-cols-5`}>
        <Figure name={`Accepted, last ${range}`} to="/events" value={sum("accepted")} />
        <Figure name="Repeats" value={sum("repeats")} />
        <Figure name="Refused" to="/quarantine" value={sum("refused")} />
        <Figure name="Handled" value={sum("handled")} />
        <Figure name="Owed now" to="/events?state=pending" value={owed} />
      </dl>
    </section>
  );
}

const Sentence = ({ mark, children }: { mark: ReactNode; children: ReactNode }) => (
  <p className="flex items-center gap-2">
    {mark}
    {children}
  </p>
);

function Figure({ name, value, to }: { name: string; value: number | undefined; to?: string }) {
  const shown = value === undefined ? "–" : count(value);
  return (
    <div className="-mt-px -ml-px border-t border-l border-line px-4 py-3 last:col-span-2 sm:last:col-span-1">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="figures text-xl font-semibold tracking-[-0.01em]">
        {to ? (
          <Link className="hover:text-accent" href={to}>
            {shown}
          </Link>
        ) : (
          shown
        )}
      </dd>
    </div>
  );
}
