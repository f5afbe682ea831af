import { useMutation } from "@tanstack/react-query";
import { api, refresh, useApi } from "../../api.ts";
import type { ReplayFilter, ReplayJob } from "../../shapes.ts";
import { Button } from "../../ui/button.tsx";
import { card, Part } from "../../ui/parts.tsx";
import { Ago, Said } from "../../ui/text.tsx";
import { count } from "../../ui/words.ts";

/** Bulk replays of this process, while they run and after. */
export function Jobs() {
  const { data } = useApi("GET /api/replays", undefined, {
    retry: false,
    refetchInterval: ({ state }) => (state.data?.items.some((job) => job.state === "running") ? 400 : 10_000),
  });
  if (!data || data.items.length === 0) return null;
  return (
    <Part title="Bulk replays">
      <ul className={`${card} divide-y divide-line`}>
        {data.items.slice(0, 5).map((job) => (
          <li className="px-4 py-3.5" key={job.id}>
            <Job job={job} />
          </li>
        ))}
      </ul>
    </Part>
  );
}

const STATE: Record<ReplayJob["state"], string> = {
  running: "Running",
  done: "Done",
  cancelled: "Cancelled",
  failed: "Failed",
};

function Job({ job }: { job: ReplayJob }) {
  const cancel = useMutation({
    mutationFn: () => api("DELETE /api/replays/{id}", { params: { id: job.id } }),
    onSettled: () => refresh("GET /api/replays"),
  });
  const through = job.replayed + job.skipped;
  const whole = Math.max(job.total, through, 1);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap justify-between gap-x-4">
          <span className="anywhere">
            <span className="font-medium">{STATE[job.state]}</span>{" "}
            <span className="text-soft">
              <Said>{inWords(job.filter)}</Said>
            </span>
          </span>
          <span className="figures text-soft">
            {count(through)} of {count(job.total)}
            {!job.counted && job.state === "running" && "+"}
            {job.skipped > 0 && ` · ${count(job.skipped)} skipped`}
          </span>
        </p>
        <progress
          aria-label="Progress"
          className="mt-2 block h-1.5 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
          max={whole}
          value={through}
        />
        <p className="mt-1.5 text-xs text-muted">
          {job.destination ? <Said>{job.destination}</Said> : "all destinations"} · {count(job.rate)} a second · begun{" "}
          <Ago at={job.startedAt} />
          {job.error && (
            <span className="text-dead">
              {" · "}
              <Said>{job.error}</Said>
            </span>
          )}
        </p>
      </div>
      {job.state === "running" && (
        <Button busy={cancel.isPending} look="danger" onClick={() => cancel.mutate()}>
          Cancel
        </Button>
      )}
    </div>
  );
}

/** `dead, source github, “boom”` */
function inWords({ ids, cause, after, until, ...words }: ReplayFilter): string {
  const said = Object.entries(words).flatMap(([name, value]) =>
    value && name !== "destination" ? [`${name} ${value}`] : [],
  );
  if (ids) said.push(`${ids.length} chosen`);
  if (cause) said.push(`“${cause.slice(0, 80)}”`);
  return said.join(", ") || (after || until ? "by time" : "everything");
}
