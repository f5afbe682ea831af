import { findProvider } from "../providers/find.ts";
import { samples } from "../samples/index.ts";
import { samplesOf } from "../samples/make.ts";
import { EXIT } from "./exit.ts";
import { CALLED, paint, print, printJson, say, table } from "./output.ts";

/** What there is: of one provider, or of all. */
export function listSamples(id: string | undefined, { json }: { json?: boolean }): number {
  const ids = id === undefined ? Object.keys(samples) : [findProvider(id).id];
  const rows = ids.map((provider) => ({ provider, types: Object.keys(samplesOf(provider).events) }));
  if (json) for (const row of rows) printJson(row);
  else if (id === undefined)
    print(
      table(
        ["PROVIDER", "TYPES"],
        rows.map(({ provider, types }) => [provider, types.join(", ")]),
      ),
    );
  else print(rows.flatMap(({ types }) => types).join("\n"));
  if (!json) say(paint.dim(`\nSend one: ${CALLED} send ${rows[0]?.provider} ${rows[0]?.types[0]}`));
  return EXIT.fine;
}
