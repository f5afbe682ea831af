import { type Whereabouts, withBackend } from "./backend.ts";
import { EXIT } from "./exit.ts";
import { formatAt, paint, print, printable, printJson, table } from "./output.ts";

/** Who is there on the store, and what is owed to destinations that nobody there works for. */
export async function listWorkers({ json, ...where }: Whereabouts & { readonly json?: boolean }): Promise<number> {
  const { items, unknown } = await withBackend(where, (backend) => backend.workers());
  if (json) {
    for (const item of items) printJson(item);
    for (const one of unknown) printJson({ ...one, alive: false });
    return EXIT.fine;
  }
  if (items.length === 0) print("No process has been here within a day.");
  else
    print(
      table(
        ["PROCESS", "STATE", "SINCE", "SEEN", "RECEIVES", "HOLDS", "WORKS FOR"],
        items.map((one) => [
          `${printable(one.host)}:${one.pid}`,
          one.alive ? paint.green("alive") : paint.red("gone"),
          formatAt(one.startedAt),
          formatAt(one.seenAt),
          one.receives ? "yes" : "no",
          one.alive ? String(Object.values(one.holds).reduce((sum, held) => sum + held, 0)) : "",
          one.destinations === null ? paint.dim("nothing") : one.destinations.map((name) => printable(name)).join(", "),
        ]),
      ),
    );
  for (const { destination, pending } of unknown)
    print(
      `${paint.yellow("!")} ${pending} deliveries wait for ${printable(destination)}, which no process here works for: start one whose handlers have this name.`,
    );
  return EXIT.fine;
}
