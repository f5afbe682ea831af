import { useState } from "react";
import { Link } from "wouter";
import { useApi } from "../../api.ts";
import type { DeadGroup, ReplayFilter } from "../../shapes.ts";
import { Button } from "../../ui/button.tsx";
import { card, Failure, Part } from "../../ui/parts.tsx";
import { StateMark } from "../../ui/state.tsx";
import { Ago, Said } from "../../ui/text.tsx";
import { count } from "../../ui/words.ts";
import { BulkReplay } from "./BulkReplay.tsx";

/** What was given up, by cause: one fault is one line, however many events it took. */
export function Dead() {
  const { data, error } = useApi("GET /api/dead", undefined, { refetchInterval: 10_000 });
  const [replaying, setReplaying] = useState<{ filter: ReplayFilter; destination: string }>();
  if (error && !data) return <Failure error={error} what="Dead deliveries could not be loaded" />;
  if (!data) return null;
  return (
    <Part note={data.complete ? undefined : "of the newest 10,000"} title="Dead, by cause">
      {data.items.length === 0 ? (
        <p className={`${card} flex items-center gap-2 px-4 py-3 text-soft`}>
          <StateMark state="done" /> Nothing was given up.
        </p>
      ) : (
        <ul className={`${card} divide-y divide-line overflow-hidden`}>
          {data.items.map((group) => (
            <li key={`${group.destination} ${group.cause}`}>
              <Group
                group={group}
                onReplay={() =>
                  setReplaying({
                    filter: { state: "dead", destination: group.destination, cause: group.cause },
                    destination: group.destination,
                  })
                }
              />
            </li>
          ))}
        </ul>
      )}
      {replaying && <BulkReplay {...replaying} onClose={() => setReplaying(undefined)} />}
    </Part>
  );
}

function Group({ group, onReplay }: { group: DeadGroup; onReplay: () => void }) {
  const newest = group.events[0];
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3.5">
      <span className="figures flex min-w-14 items-center gap-2 text-lg font-semibold text-dead">
        <StateMark state="dead" />
        {count(group.count)}
      </span>
      <div className="min-w-0 flex-1 basis-64">
        <p className="data anywhere line-clamp-3">
          <Said>{group.newest}</Said>
        </p>
        <p className="mt-0.5 text-sm text-muted">
          <Said>{group.destination}</Said> · newest <Ago at={group.newestAt} />
          {newest && (
            <>
              {" · "}
              <Link className="text-accent underline underline-offset-2" href={`/events/${newest}`}>
                look at it
              </Link>
            </>
          )}
        </p>
      </div>
      <Button onClick={onReplay}>Replay {count(group.count)}…</Button>
    </div>
  );
}
