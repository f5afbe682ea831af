import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";
import { plainInbox } from "../adapters/plain-inbox.fixture.ts";
import { httpText, type RawAnswer, rawClient } from "../adapters/raw-socket.fixture.ts";
import type { Limits } from "../config/settings.ts";
import type { IncomingRequest } from "../inbox.ts";
import type { Receipt } from "../observe.ts";
import type { Reply } from "../types.ts";
import { createListener } from "./listener.ts";
import { plainSettings } from "./settings.fixture.ts";

export type Answer = (request: IncomingRequest) => Reply | Promise<Reply>;

const running: (() => Promise<unknown>)[] = [];
afterEach(() => Promise.all(running.splice(0).map((close) => close())));

/** A listener on a plain inbox; it is closed after the test. */
export async function start(limits: Partial<Limits> = {}, answer?: Answer) {
  const inbox = Object.assign(plainInbox(answer), { settings: plainSettings({ limits }) });
  const refusals: Receipt[] = [];
  const listener = createListener(inbox, { observer: { received: (receipt) => void refusals.push(receipt) } });
  await new Promise<void>((resolve) => listener.server.listen(0, "127.0.0.1", resolve));
  running.push(() => listener.close(0));
  const url = `http://127.0.0.1:${(listener.server.address() as AddressInfo).port}`;
  const up = async () => (await fetch(`${url}/in/a`, { method: "POST", body: "x" })).status;
  return { inbox, listener, url, refusals, up };
}

export const POST = (...headers: string[]) => httpText("POST /in/a", ["Host", "a", ...headers]);
export const codeOf = (answer: RawAnswer) => (JSON.parse(answer.body) as { code: string }).code;

/** Sends these bytes, and gives the answer; the connection must end after it. */
export async function ask(url: string, ...parts: (string | Uint8Array)[]): Promise<RawAnswer> {
  const client = await rawClient(url);
  for (const part of parts) client.write(part);
  const answer = await client.answer();
  client.socket.destroy();
  return answer;
}
