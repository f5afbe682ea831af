import { HookinboxError } from "../errors.ts";
import { type Whereabouts, withBackend } from "./backend.ts";
import { EXIT } from "./exit.ts";
import { print, printJson, say } from "./output.ts";

/** Lets the lanes go on that dead deliveries of an event hold. */
export async function skip(id: string, { json, ...where }: Whereabouts & { readonly json?: boolean }): Promise<number> {
  return await withBackend(where, async (backend) => {
    const deliveries = await backend.skip(id);
    if (deliveries === undefined) throw new HookinboxError("NO_SUCH_EVENT", `There is no event ${JSON.stringify(id)}.`);
    if (json) printJson({ event: id, deliveries });
    else for (const delivery of deliveries) print(delivery);
    if (deliveries.length === 0) {
      say("No dead delivery of this event holds a lane: nothing waits for it.");
      return EXIT.failed;
    }
    return EXIT.fine;
  });
}
