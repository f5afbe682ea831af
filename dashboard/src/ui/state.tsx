import type { EventState } from "../shapes.ts";

/** A state by colour and by shape, so that it is told without the colour. */
const SHAPES = {
  done: {
    colour: "text-done",
    shape: (
      <>
        <circle cx="7" cy="7" fill="currentColor" r="6" />
        <path className="stroke-surface" d="m4.3 7.2 2 2 3.5-4" strokeWidth="1.6" />
      </>
    ),
  },
  pending: {
    colour: "text-pending",
    shape: (
      <>
        <circle cx="7" cy="7" r="5.2" strokeWidth="1.6" />
        <path d="M7 4.4V7l1.8 1.2" strokeWidth="1.4" />
      </>
    ),
  },
  running: {
    colour: "text-running",
    shape: (
      <>
        <circle cx="7" cy="7" opacity="0.3" r="5.2" strokeWidth="1.8" />
        <path className="turn" d="M7 1.8A5.2 5.2 0 0 1 12.2 7" strokeWidth="1.8" />
      </>
    ),
  },
  dead: {
    colour: "text-dead",
    shape: (
      <>
        <path d="M4.4 1h5.2L13 4.4v5.2L9.6 13H4.4L1 9.6V4.4z" fill="currentColor" stroke="none" />
        <path className="stroke-surface" d="m4.9 4.9 4.2 4.2M9.1 4.9 4.9 9.1" strokeWidth="1.6" />
      </>
    ),
  },
  unhandled: { colour: "text-muted", shape: <path d="M7 1.4 12.6 7 7 12.6 1.4 7z" strokeWidth="1.5" /> },
} as const satisfies Record<EventState, unknown>;

export const STATES = Object.keys(SHAPES) as EventState[];

/** What a state means for the person who reads it. */
export const MEANING: Record<EventState, string> = {
  done: "every destination has it",
  pending: "waits for its next try",
  running: "a worker has it",
  dead: "given up; waits for you",
  unhandled: "nothing is routed to it",
};

/** `label` names it, where no word beside it does. */
export function StateMark({
  state,
  label,
  className = "size-3.5",
}: {
  state: EventState;
  label?: string;
  className?: string;
}) {
  const { colour, shape } = SHAPES[state];
  return (
    <svg
      aria-hidden={label === undefined}
      aria-label={label}
      role={label === undefined ? undefined : "img"}
      className={`shrink-0 ${colour} ${className}`}
      fill="none"
      stroke="currentColor"
      viewBox="0 0 14 14"
    >
      {shape}
    </svg>
  );
}

export function State({ state, className = "" }: { state: EventState; className?: string }) {
  return (
    <span className={`inline-flex items-center gap-1.5 ${className}`} title={MEANING[state]}>
      <StateMark state={state} />
      <span className={SHAPES[state].colour}>{state}</span>
    </span>
  );
}
