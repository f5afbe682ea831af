import { useEffect, useMemo, useRef, useState } from "react";
import uPlot from "uplot";
import type { Series } from "../../shapes.ts";
import { card } from "../../ui/parts.tsx";
import { clockTime } from "../../ui/words.ts";
import { plotted } from "./plotted.ts";
import { useThemed } from "./useThemed.ts";

export interface Line {
  readonly label: string;
  /** A custom property of the palette. */
  readonly colour: string;
  readonly pick: (point: Series["points"][number]) => number | null;
  readonly filled?: boolean;
  readonly dash?: number[];
}

const HEIGHT = 156;
/** Steps between two lines. */
const WHOLE = Array.from({ length: 10 }, (_, i) => [1, 2, 5].map((n) => n * 10 ** i)).flat();

/**
 * One chart: under the cursor, or else at its end, the legend says the figures. Where things are counted the last step is not
 * over, and the line ends before it: see `plotted.ts`.
 */
export function Chart({
  title,
  series,
  lines,
  unit,
  counted = false,
}: {
  title: string;
  series: Series;
  lines: readonly Line[];
  unit: (n: number) => string;
  counted?: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const [at, setAt] = useState<number | null>(null);
  const themed = useThemed();
  const running = counted ? series.points.length - 1 : series.points.length;
  const data = useMemo(() => {
    const picks = lines.map(({ pick }) => pick);
    return plotted(series.points, picks, counted) as uPlot.AlignedData;
  }, [series, lines, counted]);
  const latest = useRef(data);
  latest.current = data;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines of a chart never change, only its colours and data
  useEffect(() => {
    const div = box.current as HTMLDivElement;
    const made = new uPlot(options(div, lines, unit, setAt), latest.current, div);
    plot.current = made;
    const sized = new ResizeObserver(() => made.setSize({ width: div.clientWidth, height: HEIGHT }));
    sized.observe(div);
    return () => {
      sized.disconnect();
      made.destroy();
    };
  }, [themed]);
  useEffect(() => plot.current?.setData(data), [data]);

  // A minute that has just begun may have nothing to say yet.
  const known = series.points.findLastIndex((one, i) => i < running && lines.some(({ pick }) => pick(one) !== null));
  const shown = at ?? (known === -1 ? running - 1 : known);
  const point = series.points[shown];
  const values = lines.map((line) => ({ ...line, value: point ? line.pick(point) : null }));
  return (
    <figure className={`${card} min-w-0 px-4 pt-3 pb-2`}>
      <figcaption className="mb-2 flex flex-wrap items-baseline gap-x-4 gap-y-0.5">
        <span className="font-semibold">{title}</span>
        <span className="figures ml-auto text-xs text-muted">
          {point && (at !== null || shown < series.points.length - 1) ? clockTime(point.at).slice(0, 5) : "now"}
          {shown === running && ", so far"}
        </span>
        <span className="flex basis-full flex-wrap gap-x-4 text-xs text-soft">
          {values.map(({ label, colour, value, dash }) => (
            <span className="inline-flex items-center gap-1.5" key={label}>
              <svg aria-hidden="true" className="h-2 w-4" viewBox="0 0 16 8">
                <path
                  d="M0 4h16"
                  style={{ stroke: `var(${colour})` }}
                  strokeDasharray={dash?.map((n) => n * 0.8).join(" ")}
                  strokeWidth="2"
                />
              </svg>
              {label} <span className="figures font-medium text-ink">{value === null ? "–" : unit(value)}</span>
            </span>
          ))}
        </span>
      </figcaption>
      <div
        aria-label={`${title}: ${values.map(({ label, value }) => `${label} ${value === null ? "unknown" : unit(value)}`).join(", ")}`}
        ref={box}
        role="img"
      />
    </figure>
  );
}

function options(
  box: HTMLElement,
  lines: readonly Line[],
  unit: (n: number) => string,
  onCursor: (at: number | null) => void,
): uPlot.Options {
  const colour = (name: string, alpha = 1) => resolved(box, name, alpha);
  const axis = {
    stroke: colour("--muted"),
    font: "11px 'Inter Variable', sans-serif",
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    width: box.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    // On the right, half the label of the last hour.
    padding: [8, 16, 0, 0],
    cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
    // An empty chart has a floor and a ceiling as well.
    scales: { y: { range: (_, __, most) => [0, Math.max(most ?? 0, 1) * 1.1] } },
    axes: [
      {
        ...axis,
        size: 24,
        space: 70,
        grid: { show: false },
        values: (_, at) => at.map((t) => clockTime(t * 1_000).slice(0, 5)),
      },
      {
        ...axis,
        size: 52,
        space: 26,
        // What is counted has no halves.
        ...(unit(1.5) === "2" ? { incrs: WHOLE } : {}),
        values: (_, at) => at.map(unit),
      },
    ],
    series: [
      {},
      ...lines.map((line) => ({
        label: line.label,
        stroke: colour(line.colour),
        width: 1.5,
        dash: line.dash,
        // A line has no end to be seen where a minute stands alone.
        points: { size: 5, show: true, filter: (plot: uPlot, at: number) => alone(plot.data[at] ?? []) },
        ...(line.filled ? { fill: colour(line.colour, 0.12) } : {}),
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onCursor(cursor.idx ?? null)] },
  };
}

/** A canvas knows no custom properties: what the palette says here and now. */
function resolved(box: HTMLElement, name: string, alpha: number): string {
  const probe = document.createElement("i");
  probe.style.color = `color-mix(in srgb, var(${name}) ${alpha * 100}%, transparent)`;
  box.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

const alone = (values: uPlot.AlignedData[number]): number[] =>
  Array.from(values, (value, i) => (value != null && values[i - 1] == null && values[i + 1] == null ? i : -1)).filter(
    (i) => i >= 0,
  );
