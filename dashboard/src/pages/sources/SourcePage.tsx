import { Link } from "wouter";
import { useApi } from "../../api.ts";
import { useLiveRefresh } from "../../live/live.ts";
import { buttonClass } from "../../ui/button.tsx";
import { card, Facts, Failure, Head, Note, Part, Paste, Waiting } from "../../ui/parts.tsx";
import { Ago } from "../../ui/text.tsx";
import { count, share } from "../../ui/words.ts";
import { PauseButton, Paused } from "../work/Pause.tsx";
import { TestEvent } from "./TestEvent.tsx";

const back = { to: "/sources", name: "Sources" };

export function SourcePage({ name }: { name: string }) {
  const { data: s, error } = useApi("GET /api/sources/{name}", { params: { name } }, { refetchInterval: 15_000 });
  useLiveRefresh(["GET /api/sources/{name}"], { every: 1_500 });
  if (!s) {
    return (
      <>
        <Head back={back} title={name} />
        {error ? <Failure error={error} what="The source could not be loaded" /> : <Waiting />}
      </>
    );
  }
  const { setup } = s;
  return (
    <>
      <Head
        back={back}
        note={`${s.title}${s.mode === "sync" ? ", answered after its handlers have run" : ""}`}
        title={
          <span className="flex flex-wrap items-center gap-2.5">
            {s.name}
            {s.paused && <Paused />}
          </span>
        }
      >
        <Link className={buttonClass("plain")} href={`/events?source=${encodeURIComponent(s.name)}`}>
          Its events
        </Link>
        {s.quarantined > 0 && (
          <Link className={buttonClass("plain")} href={`/quarantine?source=${encodeURIComponent(s.name)}`}>
            In quarantine <span className="figures text-muted">{count(s.quarantined)}</span>
          </Link>
        )}
        {s.mode === "async" && <PauseButton kind="source" name={s.name} paused={s.paused} />}
      </Head>
      <div className="grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,6fr)_minmax(0,5fr)]">
        <div className="min-w-0 space-y-8">
          <Part title="Set it up at the provider">
            <Paste label="Address of this source" text={s.url} />
            <ol className="mt-4 list-decimal space-y-2 pl-5 marker:text-muted">
              {setup.steps.map((step) => (
                <li className="anywhere pl-1.5" key={step}>
                  {step}
                </li>
              ))}
            </ol>
            {setup.handshake && (
              <div className="mt-4">
                <Note title="Its handshake is answered by itself">{setup.handshake}</Note>
              </div>
            )}
            {setup.notes.length > 0 && (
              <ul className="mt-4 list-disc space-y-1.5 pl-5 text-soft marker:text-line-strong">
                {setup.notes.map((note) => (
                  <li className="anywhere pl-1.5" key={note}>
                    {note}
                  </li>
                ))}
              </ul>
            )}
            {setup.docs && (
              <p className="mt-4">
                <a
                  className="text-accent underline underline-offset-2"
                  href={setup.docs}
                  rel="noreferrer"
                  target="_blank"
                >
                  What {s.title} says about it
                </a>
              </p>
            )}
          </Part>
        </div>
        <div className="min-w-0 space-y-8">
          {s.warnings.length > 0 && (
            <Part title="Weak in its set-up">
              <div className="space-y-2">
                {s.warnings.map((warning) => (
                  <Note key={warning} title={warning} tone="warn" />
                ))}
              </div>
            </Part>
          )}
          <TestEvent canSign={s.canSign} name={s.name} unverified={s.unverified} />
          <Part title="What came">
            <div className={`${card} px-4 py-3`}>
              <Facts
                items={[
                  ["Last event", s.lastAt === null ? "never" : <Ago at={s.lastAt} key="l" />],
                  [
                    "Events kept",
                    <span className="figures" key="e">
                      {count(s.events)}
                    </span>,
                  ],
                  [
                    "A minute, last hour",
                    <span className="figures" key="r">
                      {s.perMinute.toFixed(1)}
                    </span>,
                  ],
                  [
                    "Refused, last hour",
                    <span className="figures" key="s">
                      {s.refusedShare === null ? "no request came" : share(s.refusedShare)}
                    </span>,
                  ],
                  ["Methods", s.methods.join(", ")],
                ]}
              />
            </div>
          </Part>
        </div>
      </div>
    </>
  );
}
