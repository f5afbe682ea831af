import { HookinboxError } from "../errors.ts";
import { type Whereabouts, withBackend } from "./backend.ts";
import { EXIT } from "./exit.ts";
import { print, printJson, say } from "./output.ts";

export interface ReplayOptions extends Whereabouts {
  readonly to?: string;
  readonly json?: boolean;
}

export async function replay(id: string, { to, json, ...where }: ReplayOptions): Promise<number> {
  return await withBackend(where, async (backend) => {
    const deliveries = await backend.replay(id, to);
    if (deliveries === undefined)
      throw new HookinboxError(
        "NO_SUCH_EVENT",
        `There is no event ${JSON.stringify(id)}, or its bytes have been pruned.`,
      );
    if (json) printJson({ event: id, deliveries });
    else for (const delivery of deliveries) print(delivery);
    if (deliveries.length === 0) {
      say("No destination takes this event: no handler is registered for its type. Name one with --to.");
      return EXIT.failed;
    }
    return EXIT.fine;
  });
}
