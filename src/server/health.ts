import type { Inbox } from "../inbox.ts";
import { problem } from "../problem.ts";
import type { Reply } from "../types.ts";

const HEADERS = {
  "content-type": "application/json",
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
};
const ALIVE: Reply = { status: 200, headers: HEADERS, body: '{"status":"ok"}' };
const READY: Reply = { status: 200, headers: HEADERS, body: '{"status":"ready"}' };

/** The process answers: nothing more is said, so that a full disk does not make an orchestrator restart it in circles. */
export const healthReply = (): Reply => ALIVE;

/** Events can be stored at present; else 503 with the reason's code. */
export function readyReply(inbox: Pick<Inbox, "health">, closing = false): Reply {
  if (closing) return problem("STOPPING");
  const { ready, trouble } = inbox.health();
  if (trouble) return problem(trouble.code);
  return ready ? READY : problem("STORE_UNAVAILABLE", "the store is not open yet");
}
