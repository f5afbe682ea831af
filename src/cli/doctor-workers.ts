import type { Destination } from "../destinations/destination.ts";
import { fleetOf } from "../roll.ts";
import type { ArchiveStore } from "../stores/store.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** What the store says of who is there, and of destinations that are owed something while nobody works for them. */
export async function checkWorkers(
  store: Pick<ArchiveStore, "instances" | "stats">,
  destinations: readonly Destination[] = [],
): Promise<Finding[]> {
  const { items, unknown } = await fleetOf(store);
  const working = items.filter((one) => one.alive && one.destinations !== null).length;
  if (unknown.length === 0)
    return [
      ok(
        "workers",
        working === 0 ? "none is alive, and nothing waits" : `${working} alive, and nothing waits without one`,
      ),
    ];
  return unknown.map(({ destination, pending }) => {
    const waiting = `${pending} ${pending === 1 ? "delivery waits" : "deliveries wait"} for ${destination}`;
    return destinations.some(({ name }) => name === destination)
      ? warn(
          "workers",
          `${waiting}, and no process that is alive works for it.`,
          "Start one: hookinbox serve (or hookinbox work).",
        )
      : warn(
          "workers",
          `${waiting}, which neither a process that is alive nor this config has.`,
          "Bring back the handler or destination of this name, or start the deploy that has it.",
        );
  });
}
