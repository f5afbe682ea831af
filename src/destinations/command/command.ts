import { basename } from "node:path";
import { formatSize } from "../../config/sizes.ts";
import type { Delivering, Destination } from "../destination.ts";
import { causeText, DeliveryFailure, excerpt } from "../failure.ts";
import type { CommandTarget } from "../settings.ts";
import { environment } from "./environment.ts";
import { type Exit, runProgram } from "./run.ts";

/** EX_DATAERR of sysexits.h: the input is wrong, and will be the next time. */
const WRONG_DATA = 65;

/** A program: the body is its standard input, the event's facts are in its environment, and its exit code says how it went. */
export function toCommandDestination(target: CommandTarget, delivering: Delivering): Destination {
  const name = basename(target.command[0]);
  return {
    ...delivering,
    async deliver(lease, stop) {
      const env = environment(lease, target.env);
      const startedAt = performance.now();
      const exit = await runProgram(target, { env, input: lease.event.body, signal: stop.signal }).catch((cause) => {
        if (stop.signal.aborted) throw cause;
        throw new DeliveryFailure(`${name} could not be started in ${target.cwd}: ${causeText(cause)}`);
      });
      const took = Math.round(performance.now() - startedAt);
      if (exit.code === 0 && !exit.overflowed) return `${name} ended with 0 in ${took} ms`;
      throw new DeliveryFailure(`${name} ${howItEnded(exit, target)} after ${took} ms`, {
        detail: excerpt(exit.tail, "end"),
        final: exit.code === WRONG_DATA,
      });
    },
  };
}

function howItEnded({ code, signal, overflowed }: Exit, { maxOutput }: CommandTarget): string {
  if (overflowed) return `was ended, as it wrote more than ${formatSize(maxOutput)},`;
  return code === null ? `was ended by ${signal}` : `ended with ${code}`;
}
