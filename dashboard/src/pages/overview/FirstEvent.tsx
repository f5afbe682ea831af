import { Link } from "wouter";
import { useApi } from "../../api.ts";
import { card, Paste } from "../../ui/parts.tsx";
import { TestEvent } from "../sources/TestEvent.tsx";

/** Nothing came yet: what to paste where, and how to see one now. */
export function FirstEvent() {
  const sources = useApi("GET /api/sources").data?.items ?? [];
  const first = sources.find((source) => source.unverified) ?? sources.find((source) => source.canSign) ?? sources[0];
  return (
    <div className={`${card} px-5 py-8 sm:px-8`}>
      <div className="mx-auto max-w-2xl space-y-7">
        <div>
          <p className="text-lg font-semibold">No event has come in yet.</p>
          <p className="mt-1 text-soft">
            The first one shows up here by itself, a moment after its sender has the answer.
          </p>
        </div>
        {first && (
          <>
            <div className="space-y-2">
              <p className="font-medium">Send one from a terminal</p>
              <Paste
                label="Command"
                text={
                  first.unverified
                    ? `curl -i ${first.url} -H 'content-type: application/json' -d '{"hello":"world"}'`
                    : `npx hookinbox send ${first.name}`
                }
              />
            </div>
            {first.canSign && <TestEvent canSign name={first.name} unverified={first.unverified} />}
            <div className="space-y-2">
              <p className="font-medium">Or have the provider send</p>
              <ul className="space-y-2">
                {sources.slice(0, 6).map(({ name, title, url }) => (
                  <li className="flex flex-wrap items-baseline gap-x-3" key={name}>
                    <Link
                      className="text-accent underline underline-offset-2"
                      href={`/sources/${encodeURIComponent(name)}`}
                    >
                      Set up {title}
                    </Link>
                    <span className="data anywhere text-muted">{url}</span>
                  </li>
                ))}
              </ul>
            </div>
          </>
        )}
        {!first && (
          <div className="space-y-2">
            <p className="text-soft">There is no source yet either. This adds one to your config:</p>
            <Paste label="Command" text="npx hookinbox init" />
          </div>
        )}
      </div>
    </div>
  );
}
