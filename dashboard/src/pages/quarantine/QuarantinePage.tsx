import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { api, useApi } from "../../api.ts";
import { useLiveRefresh } from "../../live/live.ts";
import type { QuarantinedSummary } from "../../shapes.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { card, Empty, Failure, Head, Waiting } from "../../ui/parts.tsx";
import { Ago, Prose, Said } from "../../ui/text.tsx";
import { bytes, counted } from "../../ui/words.ts";
import { ReleaseDialog } from "./ReleaseDialog.tsx";
import { reasonOf } from "./reason.ts";

export function QuarantinePage() {
  const search = useSearch();
  const [, navigate] = useLocation();
  const source = new URLSearchParams(search).get("source") ?? "";
  const [releasing, setReleasing] = useState<string>();
  const sources = useApi("GET /api/sources").data?.items ?? [];
  const list = useInfiniteQuery({
    queryKey: ["GET /api/quarantine", source],
    queryFn: ({ pageParam, signal }) =>
      api("GET /api/quarantine", {
        query: { limit: 100, ...(source ? { source } : {}), ...(pageParam ? { before: pageParam } : {}) },
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  useLiveRefresh(["GET /api/quarantine"], { every: 700, when: (m) => m.kind === "quarantined" || m.kind === "resync" });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const waiting = sources.filter((s) => s.quarantined > 0 && (!source || s.name === source));
  return (
    <>
      <Head
        note="Requests that failed verification. They were refused, and nothing was started; the bytes of what was signed are kept, so that a wrong secret costs no event."
        title="Quarantine"
      />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <div className="w-44">
          <Select
            hidden
            label="Source"
            onChange={(e) =>
              navigate(e.target.value ? `/quarantine?source=${encodeURIComponent(e.target.value)}` : "/quarantine", {
                replace: true,
              })
            }
            options={[["", "Any source"], ...sources.map(({ name }) => [name, name] as const)]}
            value={source}
          />
        </div>
        {waiting.map(({ name, quarantined }) => (
          <Button key={name} onClick={() => setReleasing(name)}>
            Release {name}… <span className="figures text-muted">{quarantined}</span>
          </Button>
        ))}
      </div>
      {list.error && items.length === 0 ? (
        <Failure error={list.error} what="The quarantine could not be loaded" />
      ) : list.isPending ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Empty title="Nothing is in quarantine.">
          <p>
            Every request{source ? ` to ${source}` : ""} that came in was genuine, or none came. One whose signature
            does not hold would stand here, with what is wrong with it.
          </p>
        </Empty>
      ) : (
        <>
          <ol
            aria-label="Requests in quarantine, newest first"
            className={`${card} divide-y divide-line overflow-hidden`}
          >
            {alike(items).map((group) => (
              <li key={group[0].id}>
                <Group items={group} />
              </li>
            ))}
          </ol>
          <div className="mt-3 text-center">
            {list.hasNextPage ? (
              <Button busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
                Older
              </Button>
            ) : (
              <p className="text-xs text-muted">{counted(items.length, "request")}. That is all there is.</p>
            )}
          </div>
        </>
      )}
      {releasing && <ReleaseDialog onClose={() => setReleasing(undefined)} source={releasing} />}
    </>
  );
}

type Alike = readonly [QuarantinedSummary, ...QuarantinedSummary[]];

/** Neighbours that failed for one reason: it is said once. */
function alike(items: readonly QuarantinedSummary[]): Alike[] {
  const groups: [QuarantinedSummary, ...QuarantinedSummary[]][] = [];
  for (const item of items) {
    const last = groups.at(-1);
    const same =
      last && last[0].source === item.source && last[0].reason === item.reason && last[0].detail === item.detail;
    if (same) last.push(item);
    else groups.push([item]);
  }
  return groups;
}

function Group({ items }: { items: Alike }) {
  const { reason, detail, source } = items[0];
  return (
    <>
      <div className="px-4 pt-3 pb-1.5">
        <p className="anywhere font-medium">
          {reasonOf(reason).title}
          <span className="ml-2 font-normal text-muted">{source}</span>
        </p>
        <p className="anywhere mt-0.5 text-sm text-soft">
          <Prose>{detail}</Prose>
        </p>
      </div>
      <ul className="pb-1.5">
        {items.map((item) => (
          <li key={item.id}>
            <Row item={item} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Row({ item: { id, receivedAt, size, method, url, reason } }: { item: QuarantinedSummary }) {
  return (
    <Link
      className="grid grid-cols-[minmax(0,1fr)_4rem_5.5rem] items-center gap-x-3 px-4 py-1.5 outline-offset-[-2px] hover:bg-sunken"
      href={`/quarantine/${id}`}
    >
      <span className="data truncate text-accent">
        <Said>{`${method} ${url}`}</Said>
      </span>
      <span className="figures text-right text-sm text-muted">
        {size === 0 && reason === "SIGNATURE_MISSING" ? "not read" : bytes(size)}
      </span>
      <Ago at={receivedAt} className="text-right text-sm text-soft" />
    </Link>
  );
}
