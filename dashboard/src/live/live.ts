import { useEffect, useRef, useSyncExternalStore } from "react";
import type { RouteName } from "../../../src/client/routes.ts";
import type { StreamMessage } from "../../../src/client/stream.ts";
import { queries, refresh } from "../api.ts";
import { createStream } from "./stream.ts";

// A log-in that is over looks to the stream like a server that is gone.
export const stream = createStream(() => refresh("GET /api/session"));

// Live at last, or again: what was loaded before may lack what came since.
stream.watch(() => {
  if (stream.connection() === "live") queries.invalidateQueries();
});

export const useConnection = () => useSyncExternalStore(stream.watch, stream.connection);

/** Hears every batch of the stream while its component is shown. */
export function useLive(hear: (batch: readonly StreamMessage[]) => void): void {
  const latest = useRef(hear);
  useEffect(() => {
    latest.current = hear;
  });
  useEffect(() => stream.hear((batch) => latest.current(batch)), []);
}

/** Asks these routes again when the stream says something of interest: at once, then at most every `every` ms. */
export function useLiveRefresh(
  names: readonly RouteName[],
  { every = 1_000, when = () => true }: { every?: number; when?: (message: StreamMessage) => boolean } = {},
): void {
  const last = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useLive((batch) => {
    // Whatever was left out may be of interest.
    const tells = (m: StreamMessage) => m.kind === "resync" || (m.kind !== "ready" && when(m));
    if (timer.current !== undefined || !batch.some(tells)) return;
    const fire = () => {
      timer.current = undefined;
      last.current = Date.now();
      refresh(...names);
    };
    timer.current = setTimeout(fire, Math.max(0, last.current + every - Date.now()));
  });
}
