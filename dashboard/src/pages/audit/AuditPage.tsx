import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { api } from "../../api.ts";
import type { AuditEntry } from "../../shapes.ts";
import { Button } from "../../ui/button.tsx";
import { card, Empty, Failure, Head, Waiting } from "../../ui/parts.tsx";
import { Ago, Said } from "../../ui/text.tsx";

export function AuditPage() {
  const list = useInfiniteQuery({
    queryKey: ["GET /api/audit"],
    queryFn: ({ pageParam, signal }) =>
      api("GET /api/audit", { query: { limit: 100, ...(pageParam ? { before: pageParam } : {}) }, signal }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 10_000,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Head note="What people did here: every replay, release, pause and log-in. Kept for 90 days." title="Audit log" />
      {list.error && items.length === 0 ? (
        <Failure error={list.error} what="The audit log could not be loaded" />
      ) : list.isPending ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Empty title="Nobody did anything yet.">
          <p>
            Looking is not logged. The first replay, release, pause or log-in will stand here, with who and from where.
          </p>
        </Empty>
      ) : (
        <>
          <ol className={`${card} divide-y divide-line overflow-hidden`}>
            {items.map((entry) => (
              <li
                className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[9rem_minmax(0,1fr)_9rem_6rem] sm:items-baseline"
                key={entry.id}
              >
                <Row entry={entry} />
              </li>
            ))}
          </ol>
          {list.hasNextPage && (
            <div className="mt-3 text-center">
              <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
                Older
              </Button>
            </div>
          )}
        </>
      )}
    </>
  );
}

const NAMES: Record<string, string> = {
  login: "Logged in",
  logout: "Logged out",
  replay: "Replayed",
  "replay.edited": "Replayed, edited",
  "replay.bulk": "Replayed many",
  release: "Released",
  "replay.cancelled": "Stopped a replay",
  skip: "Skipped",
  test: "Sent a test event",
  pause: "Paused",
  resume: "Resumed",
};

function Row({ entry: { action, subject, role, address, at, detail } }: { entry: AuditEntry }) {
  const more = Object.entries(detail).flatMap(([name, value]) =>
    value === null || typeof value === "object" ? [] : [`${name} ${String(value)}`],
  );
  return (
    <>
      <span className="font-medium">{NAMES[action] ?? action}</span>
      <Ago at={at} className="text-right text-sm text-soft sm:order-last" />
      <span className="anywhere col-span-2 min-w-0 text-sm sm:col-span-1">
        {subject?.startsWith("evt_") ? (
          <Link className="data text-accent hover:underline" href={`/events/${subject}`}>
            {subject}
          </Link>
        ) : (
          subject && <Said className="data">{subject}</Said>
        )}
        {more.length > 0 && (
          <span className="text-muted">
            {subject ? " · " : ""}
            <Said>{more.join(", ")}</Said>
          </span>
        )}
      </span>
      <span className="col-span-2 text-sm text-muted sm:col-span-1">
        {role}
        {address ? ` · ${address}` : " · command line"}
      </span>
    </>
  );
}
