import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Destination } from "../../shapes.ts";
import { card } from "../../ui/parts.tsx";
import { Ago, Said } from "../../ui/text.tsx";
import { count, span } from "../../ui/words.ts";
import { PauseButton, Paused } from "./Pause.tsx";

/** A table where there is room for one, and a list of cards on a phone. */
export function Destinations({ items }: { items: readonly Destination[] }) {
  return (
    <div className={`${card} overflow-x-auto`}>
      <table className="block w-full text-left md:table">
        <thead className="sr-only text-xs text-muted md:not-sr-only md:table-header-group">
          <tr className="md:border-b md:border-line">
            {["Destination", "p50", "p99", "Last hour", "In flight", "Waiting", "Dead"].map((name, i) => (
              <th className={`px-4 py-2 font-normal ${i > 0 ? "md:text-right" : ""}`} key={name} scope="col">
                {name}
              </th>
            ))}
            <th className="px-4 py-2" scope="col">
              <span className="sr-only">Pause or resume</span>
            </th>
          </tr>
        </thead>
        <tbody className="block divide-y divide-line md:table-row-group">
          {items.map((item) => (
            <Row item={item} key={item.destination} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ item: d }: { item: Destination }) {
  const events = `/events?destination=${encodeURIComponent(d.destination)}`;
  return (
    <tr className="grid grid-cols-3 gap-y-2 px-4 py-3 md:table-row md:p-0">
      <th className="col-span-3 font-normal md:table-cell md:max-w-80 md:px-4 md:py-3" scope="row">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link className="anywhere font-medium hover:text-accent" href={events}>
            <Said>{d.destination}</Said>
          </Link>
          {d.paused && <Paused />}
        </span>
        <p className="text-xs text-muted">
          {d.known ? d.kind : "this process does not know it"}
          {d.concurrency !== null && `, ${d.concurrency} at once`}
        </p>
      </th>
      <Cell name="p50">{d.latency ? span(d.latency.p50) : "–"}</Cell>
      <Cell name="p99">{d.latency ? span(d.latency.p99) : "–"}</Cell>
      <Cell name="Last hour">
        {count(d.done)}
        {d.failed > 0 && <span className="block text-xs text-retry">{count(d.failed)} failed</span>}
      </Cell>
      <Cell name="In flight">{count(d.running)}</Cell>
      <Cell name="Waiting">
        {count(d.pending)}
        {d.oldestDueAt !== null && d.pending > 0 && (
          <span className="block text-xs text-muted">
            since <Ago at={d.oldestDueAt} />
          </span>
        )}
      </Cell>
      <Cell name="Dead">
        {d.dead > 0 ? (
          <Link className="font-medium text-dead hover:underline" href={`${events}&state=dead`}>
            {count(d.dead)}
          </Link>
        ) : (
          0
        )}
      </Cell>
      <td className={`col-span-3 md:px-4 md:py-2 md:text-right ${d.paused ? "" : "max-md:-ml-3"}`}>
        <PauseButton kind="destination" name={d.destination} paused={d.paused} />
      </td>
    </tr>
  );
}

function Cell({ name, children }: { name: string; children: ReactNode }) {
  return (
    <td className="figures align-top md:px-4 md:py-3 md:text-right">
      <span aria-hidden="true" className="block text-xs text-muted md:hidden">
        {name}
      </span>
      {children}
    </td>
  );
}
