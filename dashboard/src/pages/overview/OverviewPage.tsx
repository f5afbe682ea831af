import { lazy, Suspense, useState } from "react";
import { Link } from "wouter";
import { useApi } from "../../api.ts";
import { useLiveRefresh } from "../../live/live.ts";
import { Segments } from "../../ui/field.tsx";
import { card, Failure, Head, Part, Waiting } from "../../ui/parts.tsx";
import { EventRow } from "../events/EventRow.tsx";
import { FirstEvent } from "./FirstEvent.tsx";
import { Health } from "./Health.tsx";

const Charts = lazy(() => import("./Charts.tsx"));

export function OverviewPage() {
  const [range, setRange] = useState<"hour" | "day">("hour");
  const stats = useApi("GET /api/stats", undefined, { refetchInterval: 15_000 });
  const series = useApi(
    "GET /api/series",
    { query: { range } },
    { refetchInterval: 5_000, placeholderData: (last) => last },
  );
  const newest = useApi("GET /api/events", { query: { limit: 6 } });
  useLiveRefresh(["GET /api/events"], { every: 500, when: ({ kind }) => kind !== "quarantined" && kind !== "bin" });
  if (stats.error && !stats.data) return <Failure error={stats.error} what="The figures could not be loaded" />;
  if (!stats.data) return <Waiting />;
  if (stats.data.events === 0 && stats.data.quarantined === 0) {
    return (
      <>
        <Head title="Overview" />
        <FirstEvent />
      </>
    );
  }
  return (
    <>
      <Head title="Overview">
        <Segments
          label="Time"
          onChange={setRange}
          options={[
            ["hour", "Last hour"],
            ["day", "Last day"],
          ]}
          value={range}
        />
      </Head>
      <div className="space-y-10">
        <Health series={series.data} stats={stats.data} />
        {series.error && !series.data ? (
          <Failure error={series.error} what="The charts could not be loaded" />
        ) : (
          series.data && (
            <Suspense fallback={<Waiting rows={8} />}>
              <Charts series={series.data} />
            </Suspense>
          )
        )}
        <Part
          actions={
            <Link className="text-sm text-accent hover:underline" href="/events">
              All events
            </Link>
          }
          title="Newest events"
        >
          {newest.data && newest.data.items.length > 0 && (
            <ol className={`${card} overflow-hidden [&>li:last-child_a]:border-b-0`}>
              {newest.data.items.map((event) => (
                <li className="h-15 sm:h-[2.625rem]" key={event.id}>
                  <EventRow chosen={false} event={event} />
                </li>
              ))}
            </ol>
          )}
        </Part>
      </div>
    </>
  );
}
