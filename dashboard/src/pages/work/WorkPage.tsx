import { useApi } from "../../api.ts";
import { useLiveRefresh } from "../../live/live.ts";
import { Empty, Failure, Head, Part, Waiting } from "../../ui/parts.tsx";
import { Dead } from "./Dead.tsx";
import { Destinations } from "./Destinations.tsx";
import { Jobs } from "./Jobs.tsx";
import { Workers } from "./Workers.tsx";

export function WorkPage() {
  const work = useApi("GET /api/work", undefined, { refetchInterval: 5_000 });
  useLiveRefresh(["GET /api/work", "GET /api/dead"], { every: 1_500 });
  return (
    <>
      <Head note="Where events go, how that goes, and what waits for you." title="Work" />
      <div className="space-y-10">
        <Dead />
        <Jobs />
        <Part title="Destinations">
          {work.error && !work.data ? (
            <Failure error={work.error} what="The destinations could not be loaded" />
          ) : !work.data ? (
            <Waiting rows={4} />
          ) : work.data.items.length === 0 ? (
            <Empty title="Nothing is delivered anywhere yet.">
              <p>
                Events are kept, and wait. A handler is a function in the file that{" "}
                <code className="data">handlers</code> in the config names:
              </p>
              <pre className="data overflow-x-auto rounded-md border border-line bg-sunken px-3 py-2 leading-5 text-ink">
                {HANDLER}
              </pre>
            </Empty>
          ) : (
            <Destinations items={work.data.items} />
          )}
        </Part>
        <Workers />
      </div>
    </>
  );
}

const HANDLER = `export default {
  github: {
    "issues.opened": async (event, ctx) => {
      console.log(event.payload);
    },
  },
};`;
