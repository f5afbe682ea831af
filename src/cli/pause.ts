import { type Whereabouts, withBackend } from "./backend.ts";
import { EXIT } from "./exit.ts";
import { formatAt, paint, print, printable, printJson, say, table } from "./output.ts";

export interface PauseOptions extends Whereabouts {
  /** Only a source, or only a destination, of this name. */
  readonly source?: boolean;
  readonly destination?: boolean;
  readonly json?: boolean;
}

/** Pauses or resumes what is named; without a name, lists what is paused. */
export async function pause(
  verb: "pause" | "resume",
  name: string | undefined,
  { source, destination, json, ...where }: PauseOptions,
): Promise<number> {
  if (name === undefined) return await list(json, where);
  const what = source ? { source: name } : destination ? { destination: name } : name;
  const changed = await withBackend(where, (backend) => backend[verb](what));
  const said = `${changed.kind} ${printable(changed.name)}`;
  if (json) printJson(changed);
  else if (!changed.changed) print(`${said} ${verb === "pause" ? "is paused already" : "is not paused"}`);
  else if (verb === "resume") print(`${said} is resumed`);
  else {
    print(`${said} is paused`);
    say(paint.dim(`What comes in is stored, and waits. To go on: hookinbox resume ${printable(changed.name)}`));
  }
  return EXIT.fine;
}

async function list(json: boolean | undefined, where: Whereabouts): Promise<number> {
  const paused = await withBackend(where, (backend) => backend.paused());
  if (json) for (const one of paused) printJson(one);
  else if (paused.length === 0) print("Nothing is paused.");
  else
    print(
      table(
        ["PAUSED", "NAME", "SINCE"],
        paused.map(({ kind, name, at }) => [kind, printable(name), formatAt(at)]),
      ),
    );
  return EXIT.fine;
}
