import { useNow } from "../live/clock.ts";
import { stream, useConnection } from "../live/live.ts";
import { clockTime, span } from "../ui/words.ts";

/** A blink of the network needs no alarm: this long, in ms, is none. */
const BLINK = 1_200;

/** Says that the server is gone, and how old the page is. */
export function GoneBanner() {
  const connection = useConnection();
  const now = useNow();
  const since = stream.since();
  if (connection !== "gone" || now - since < BLINK) return null;
  return (
    <div className="border-b border-retry/40 bg-retry-wash px-4 py-2 text-sm sm:px-8" role="alert">
      <strong className="font-semibold">No answer from hookinbox</strong> for{" "}
      {span(Math.floor((now - since) / 1_000) * 1_000)}. What you see is from {clockTime(since).slice(0, 8)}. It is
      tried every second, and this page catches up by itself.
    </div>
  );
}
