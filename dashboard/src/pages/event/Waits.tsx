import { useMutation } from "@tanstack/react-query";
import { Link } from "wouter";
import { api, refresh, useApi } from "../../api.ts";
import { useNow } from "../../live/clock.ts";
import type { Delivery } from "../../shapes.ts";
import { Button } from "../../ui/button.tsx";
import { SkipIcon } from "../../ui/icons.tsx";
import { Failure } from "../../ui/parts.tsx";
import { StateMark } from "../../ui/state.tsx";
import { Said } from "../../ui/text.tsx";
import { exactTime, span } from "../../ui/words.ts";
import { Line, To } from "./Line.tsx";

/** A delivery that is not done yet: what it waits for. */
export function Next({ delivery, source }: { delivery: Delivery; source: string }) {
  const now = useNow();
  const { dueAt, attempts, destination, waitsFor, lane } = delivery;
  const destinations = useApi("GET /api/work", undefined, { retry: false }).data?.items ?? [];
  const sources = useApi("GET /api/sources").data?.items ?? [];
  const paused =
    (destinations.find((one) => one.destination === destination)?.paused && "destination") ||
    (sources.find(({ name }) => name === source)?.paused && "source");
  const line = (title: string, text: React.ReactNode) => (
    <Line mark={<StateMark state="pending" />} title={<To destination={destination}>{title}</To>}>
      {text}
    </Line>
  );
  if (waitsFor !== null)
    return line(
      "Waits for its turn",
      <>
        Behind{" "}
        <Link className="text-accent underline underline-offset-2" href={`/events/${eventOf(waitsFor)}`}>
          another event
        </Link>{" "}
        of the lane <Said className="data">{lane ?? ""}</Said>.
      </>,
    );
  if (paused) return line("Held back", `The ${paused} is paused. It goes on once that is resumed.`);
  if (dueAt !== null && dueAt > now) {
    const left = dueAt - now < 60_000 ? Math.ceil((dueAt - now) / 1_000) * 1_000 : dueAt - now;
    return line(`Attempt ${attempts.length + 1} in ${span(left)}`, exactTime(dueAt));
  }
  return line(
    "Waits for a worker",
    "It is due. Where nothing takes it: is a worker running that knows this destination?",
  );
}

/** A dead delivery that others of its lane wait for. */
export function Blocks({ delivery: { destination, lane }, id }: { delivery: Delivery; id: string }) {
  const skip = useMutation({
    mutationFn: () => api("POST /api/events/{id}/skip", { params: { id } }),
    onSuccess: () => refresh("GET /api/events/{id}", "GET /api/stats", "GET /api/dead"),
  });
  return (
    <Line mark={<StateMark state="dead" />} title={<To destination={destination}>Holds its lane</To>}>
      Later events of the lane <Said className="data">{lane ?? ""}</Said> wait until this one is replayed, or skipped:
      then they go on without it.
      <div className="mt-2 space-y-2">
        <Button busy={skip.isPending} onClick={() => skip.mutate()}>
          <SkipIcon className="size-3.5" />
          Skip
        </Button>
        {skip.error && <Failure error={skip.error} what="Skip" />}
      </div>
    </Line>
  );
}

/** The event of a delivery's id, `dlv_<uuid>_<n>`. */
const eventOf = (delivery: string): string => `evt_${delivery.slice(4, 40)}`;
