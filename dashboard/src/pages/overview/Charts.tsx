import "uplot/dist/uPlot.min.css";
import type { Series } from "../../shapes.ts";
import { count, span } from "../../ui/words.ts";
import { Chart, type Line } from "./Chart.tsx";

type Point = Series["points"][number];
const a = <N extends keyof Point>(name: N, label: string, colour: string, rest: Partial<Line> = {}): Line => ({
  label,
  colour,
  pick: (point) => point[name],
  ...rest,
});

const whole = (n: number) => count(Math.round(n));

/** Four charts on one time: what came, what was done, how fast it was answered, what is owed. */
export default function Charts({ series }: { series: Series }) {
  const per = series.step < 120_000 ? "a minute" : `each ${span(series.step)}`;
  return (
    <div className="grid gap-x-8 gap-y-8 md:grid-cols-2">
      <Chart
        counted
        lines={[
          a("accepted", "Accepted", "--done", { filled: true }),
          a("repeats", "Repeats", "--muted", { dash: [2, 3] }),
          a("refused", "Refused", "--retry", { dash: [6, 3] }),
          a("failed", "Not taken", "--dead"),
        ]}
        series={series}
        title={`Requests ${per}`}
        unit={whole}
      />
      <Chart
        counted
        lines={[
          a("handled", "Handled", "--done", { filled: true }),
          a("retried", "To be tried again", "--retry", { dash: [6, 3] }),
          a("dead", "Given up", "--dead"),
        ]}
        series={series}
        title={`Attempts ${per}`}
        unit={whole}
      />
      <Chart
        counted
        lines={[
          a("answerP50", "p50", "--accent", { filled: true }),
          a("answerP99", "p99", "--retry", { dash: [6, 3] }),
        ]}
        series={series}
        title="Time to the answer"
        unit={span}
      />
      <Chart
        lines={[a("backlog", "Owed", "--accent", { filled: true })]}
        series={series}
        title="Backlog"
        unit={whole}
      />
    </div>
  );
}
