import { Link } from "wouter";
import type { Attempt, EventDetail } from "../../shapes.ts";
import { QuarantineIcon, SourcesIcon } from "../../ui/icons.tsx";
import { StateMark } from "../../ui/state.tsx";
import { Ago, Said } from "../../ui/text.tsx";
import { counted, span } from "../../ui/words.ts";
import { reasonOf } from "../quarantine/reason.ts";
import { Line, To } from "./Line.tsx";
import { type Moment, momentsOf } from "./timeline.ts";
import { Blocks, Next } from "./Waits.tsx";

export function Timeline({ event }: { event: EventDetail }) {
  return (
    <ol className="relative">
      {momentsOf(event).map((moment, i, all) => (
        <li className="relative pb-5 pl-8 last:pb-0" key={i}>
          {i < all.length - 1 && (
            <span aria-hidden="true" className="absolute top-5 bottom-0 left-[0.5625rem] w-px bg-line" />
          )}
          <MomentLine event={event} moment={moment} />
        </li>
      ))}
    </ol>
  );
}

const dot = <span className="size-2 rounded-full border-2 border-muted bg-surface" />;

function MomentLine({ moment, event }: { moment: Moment; event: EventDetail }) {
  switch (moment.kind) {
    case "received":
      // Nothing comes in but by its source's rules. Which they were is stored nowhere: the source may have others by now.
      return (
        <Line at={moment.at} mark={<SourcesIcon className="size-4 text-muted" />} title="Received">
          {event.provider === null || event.provider === "none"
            ? "On disk, then answered."
            : "Verified by what its source asked for then; on disk, then answered."}
        </Line>
      );
    case "refused":
      return (
        <Line
          at={moment.at}
          mark={<QuarantineIcon className="size-4 text-retry" />}
          title="Refused, and kept in quarantine"
        >
          {reasonOf(moment.reason).title}.
        </Line>
      );
    case "released":
      return (
        <Line at={moment.at} mark={<SourcesIcon className="size-4 text-muted" />} title="Released from quarantine">
          Verified again, as of when it came, with the secrets that its source had by then.
        </Line>
      );
    case "edited":
      return (
        <Line at={moment.at} mark={dot} title="Made by hand">
          An edited replay of{" "}
          <Link className="data text-accent underline underline-offset-2" href={`/events/${moment.from}`}>
            {moment.from}
          </Link>
          ; nobody signed it.
        </Line>
      );
    case "repeats":
      return (
        <Line
          at={moment.at}
          mark={dot}
          title={`Came again ${moment.times === 1 ? "once" : counted(moment.times, "time")}`}
        >
          Answered as the first time; nothing was started.
          {moment.times > 1 && (
            <>
              {" "}
              Last <Ago at={moment.until} />.
            </>
          )}
        </Line>
      );
    case "attempt":
      return <Tried moment={moment} />;
    case "running":
      return (
        <Line
          mark={<StateMark state="running" />}
          title={<To destination={moment.delivery.destination}>A worker has it</To>}
        />
      );
    case "blocks":
      return <Blocks delivery={moment.delivery} id={event.id} />;
    case "next":
      return <Next delivery={moment.delivery} source={event.source} />;
    case "action":
      return (
        <Line at={moment.at} mark={dot} title={ACTIONS[moment.entry.action] ?? moment.entry.action}>
          by {moment.entry.role}
          {moment.entry.address ? ` from ${moment.entry.address}` : " on the command line"}
          {typeof moment.entry.detail.destination === "string" && (
            <>
              , to <Said className="data">{moment.entry.detail.destination}</Said>
            </>
          )}
        </Line>
      );
    case "unhandled":
      return (
        <Line mark={<StateMark state="unhandled" />} title="Nothing is routed to it">
          It is kept. Add a handler for <Said className="data">{event.type}</Said>, and replay it.
        </Line>
      );
  }
}

const ACTIONS: Record<string, string> = {
  replay: "Replayed",
  "replay.edited": "Replayed, edited",
  "replay.bulk": "Replayed with others",
  skip: "Skipped",
};

const OUTCOME: Record<Attempt["outcome"], string> = {
  done: "Done",
  failed: "Failed",
  dead: "Given up",
  crashed: "The worker was lost",
  stale: "Let go: a newer one is done",
};

function Tried({ moment: { attempt, delivery, nth } }: { moment: Extract<Moment, { kind: "attempt" }> }) {
  const mark =
    attempt.outcome === "done" || attempt.outcome === "stale" ? (
      <StateMark state="done" />
    ) : attempt.outcome === "dead" ? (
      <StateMark state="dead" />
    ) : (
      <svg
        aria-hidden="true"
        className="size-3.5 text-retry"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        viewBox="0 0 14 14"
      >
        <path d="M7 1.5 13 12.5H1z" strokeLinejoin="round" />
      </svg>
    );
  return (
    <Line
      at={attempt.startedAt}
      mark={mark}
      title={<To destination={delivery.destination}>{OUTCOME[attempt.outcome]}</To>}
    >
      <span className="figures">
        Attempt {nth}, {span(attempt.endedAt - attempt.startedAt)}
      </span>
      {attempt.error !== null && <Fault error={attempt.error} />}
    </Line>
  );
}

/** The first line says what went wrong; where it did is for those who open it. */
function Fault({ error }: { error: string }) {
  const [first = "", ...rest] = error.split("\n");
  return (
    <div className="data mt-1.5 rounded-md border border-line bg-sunken px-3 py-2 leading-5 text-ink">
      <p className="anywhere">
        <Said>{first}</Said>
      </p>
      {rest.length > 0 && (
        <details className="mt-1">
          <summary className="font-sans text-xs text-muted hover:text-ink">Where it happened</summary>
          <pre
            aria-label="Where it happened"
            className="data mt-1 max-h-52 overflow-auto whitespace-pre-wrap anywhere text-soft"
            role="group"
            tabIndex={0}
          >
            <Said>{rest.join("\n")}</Said>
          </pre>
        </details>
      )}
    </div>
  );
}
