import { card, Part } from "../ui/parts.tsx";
import { Said } from "../ui/text.tsx";
import { pairs } from "../ui/words.ts";

/** Headers in the order in which they came. */
export function Headers({ headers }: { headers: readonly string[] }) {
  const all = pairs(headers);
  return (
    <Part note={all.length} title="Headers">
      <dl className={`${card} divide-y divide-line overflow-hidden`}>
        {all.map(([name, value], i) => (
          <div
            className="data grid grid-cols-1 gap-x-4 px-4 py-1.5 leading-5 sm:grid-cols-[minmax(8rem,11rem)_minmax(0,1fr)]"
            key={i}
          >
            <dt className="anywhere text-muted">
              <Said>{name}</Said>
            </dt>
            <dd className={value === "[redacted]" ? "text-muted italic" : "anywhere"}>
              <Said>{value}</Said>
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

export const headerOf = (headers: readonly string[], wanted: string): string =>
  pairs(headers).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? "";
