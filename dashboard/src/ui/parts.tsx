import { type ReactNode, useId } from "react";
import { Link } from "wouter";
import { ApiError } from "../api.ts";
import { Copy } from "./button.tsx";
import { BackIcon } from "./icons.tsx";

/** The head of a page: what it is, a line on it, what can be done. */
export function Head({
  title,
  note,
  back,
  children,
}: {
  title: ReactNode;
  note?: ReactNode;
  back?: { to: string; name: string };
  children?: ReactNode;
}) {
  return (
    <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
      <div className="min-w-0 flex-1 basis-48">
        {back && (
          <Link
            className="mb-2 -ml-1 inline-flex items-center gap-0.5 text-sm text-muted hover:text-ink"
            href={back.to}
          >
            <BackIcon className="size-3.5" />
            {back.name}
          </Link>
        )}
        <h1 className="anywhere text-xl font-semibold tracking-[-0.015em]">{title}</h1>
        {note && <div className="mt-1 max-w-[68ch] text-soft">{note}</div>}
      </div>
      {children && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </header>
  );
}

/** A titled part of a page. */
export function Part({
  title,
  note,
  actions,
  children,
  className = "",
}: {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={className}>
      <div className="mb-2.5 flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h2 className="font-semibold" id={id}>
          {title}
          {note && <span className="ml-2 font-normal text-muted">{note}</span>}
        </h2>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  );
}

export const card = "rounded-lg border border-line bg-surface";

/** A line to paste into a terminal or a form. */
export function Paste({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex items-start gap-2 rounded-md border border-line bg-sunken py-1 pr-1 pl-3">
      <pre
        aria-label={label}
        className="data min-w-0 flex-1 overflow-x-auto py-1.5 leading-5 whitespace-pre-wrap anywhere"
        role="group"
      >
        {text}
      </pre>
      <Copy look="quiet" text={text} />
    </div>
  );
}

/** Nothing is here yet, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={`${card} px-6 py-10`}>
      <div className="mx-auto max-w-xl">
        <p className="text-lg font-semibold">{title}</p>
        <div className="mt-2 space-y-3 text-soft">{children}</div>
      </div>
    </div>
  );
}

const TONES = {
  bad: "border-dead/30 bg-dead-wash",
  warn: "border-retry/30 bg-retry-wash",
  good: "border-done/30 bg-done-wash",
  calm: "border-line bg-sunken",
};

/** A remark that stands out, with what to do. */
export function Note({
  tone = "calm",
  title,
  children,
}: {
  tone?: keyof typeof TONES;
  title?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div
      className={`anywhere rounded-md border px-3.5 py-2.5 ${TONES[tone]}`}
      role={tone === "bad" ? "alert" : undefined}
    >
      {title && <p className="font-medium">{title}</p>}
      {children && <div className={title ? "mt-0.5 text-soft" : ""}>{children}</div>}
    </div>
  );
}

/** Why something did not work, in the server's words. */
export function Failure({ error, what }: { error: unknown; what: string }) {
  const problem = error instanceof ApiError ? error.problem : undefined;
  if (!problem)
    return (
      <Note title={`${what}: no answer came from hookinbox.`} tone="bad">
        It is asked again as soon as it is back.
      </Note>
    );
  const title = problem.detail ?? problem.title ?? what;
  return (
    <Note title={title.charAt(0).toUpperCase() + title.slice(1)} tone="bad">
      {adviceOn(problem) ?? `${what}: the answer was ${problem.status}.`}
    </Note>
  );
}

/** What the API advises its callers, but where that is for programs. */
const adviceOn = ({ code, advice }: ApiError["problem"]): string | undefined =>
  code === "NOT_FOUND" ? "It is gone, or there is a mistake in the address." : advice;

/** Grey bars where rows will be. */
export function Waiting({ rows = 6 }: { rows?: number }) {
  return (
    <div aria-busy="true" className={`${card} divide-y divide-line`}>
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, i) => (
        <div className="flex h-11 items-center gap-4 px-4" key={i}>
          <div className="size-3.5 rounded-full bg-line" />
          <div className="h-2.5 w-40 rounded bg-line" />
          <div className="ml-auto h-2.5 w-16 rounded bg-line" />
        </div>
      ))}
    </div>
  );
}

/** Names and values under each other. */
export function Facts({ items }: { items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-6 gap-y-1.5">
      {items.map(([name, value]) => (
        <div className="contents" key={name}>
          <dt className="text-muted">{name}</dt>
          <dd className="anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
