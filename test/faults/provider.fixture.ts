import { createHmac, randomBytes } from "node:crypto";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { SECRET } from "./child.fixture.ts";

export interface Sent {
  readonly key: string;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly status?: string; readonly id?: string; readonly code?: string };
}

/** An event that was answered 2xx: what the store has to hold from then on. */
export interface Acked extends Sent {
  readonly id: string;
}

const signed = (body: Buffer) => `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;

/** One signed request. Rejects when the connection is cut before the answer has come. */
export function post(url: string, { key, body }: Sent, agent?: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sending = request(
      `${url}/in/github`,
      {
        method: "POST",
        agent,
        headers: {
          "content-type": "application/json",
          "content-length": body.length,
          "x-github-event": "push",
          "x-github-delivery": key,
          "x-hub-signature-256": signed(body),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          try {
            const text = Buffer.concat(chunks).toString();
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: JSON.parse(text || "{}") });
          } catch (error) {
            reject(error as Error);
          }
        });
      },
    );
    sending.on("error", reject);
    sending.end(body);
  });
}

let made = 0;
/** A new event. What its handler does stands in the body; the padding makes each body's bytes its own. */
export function event(told: object = {}, padding = 200): Sent {
  made += 1;
  return {
    key: `${process.pid}-${made}`,
    body: Buffer.from(JSON.stringify({ n: made, ...told, padding: randomBytes(padding).toString("base64") })),
  };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export interface Provider {
  readonly acked: Acked[];
  /** Answers of 503, which are sent again. */
  readonly refused: Answer[];
  /** Answers that were neither 2xx nor 503. */
  readonly odd: Answer[];
  /** How often a connection was cut before its answer had come. */
  cuts(): number;
  /** Resolves when as many as were asked for have been answered. */
  readonly finished: Promise<unknown>;
  /** No new events; what is under way is sent again until it is answered. */
  stop(): Promise<void>;
  /** No new events, and no more tries of what is under way. */
  abandon(): Promise<void>;
}

/** Sends new events on many connections, and each one again until it is answered 2xx, as a provider does. */
export function startProvider(
  url: string,
  { connections = 16, most = Number.POSITIVE_INFINITY, padding = 200 } = {},
): Provider {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const acked: Acked[] = [];
  const odd: Answer[] = [];
  const refused: Answer[] = [];
  let begun = 0;
  let cuts = 0;
  let going = true;
  let trying = true;

  async function deliver(sent: Sent): Promise<void> {
    while (trying) {
      try {
        const answer = await post(url, sent, agent);
        if (answer.status >= 200 && answer.status < 300) return void acked.push({ ...sent, id: answer.body.id ?? "" });
        if (answer.status !== 503) return void odd.push(answer);
        refused.push(answer);
      } catch {
        cuts += 1;
      }
      await wait(20 + Math.random() * 40);
    }
  }

  async function connection(): Promise<void> {
    while (going && begun < most) {
      begun += 1;
      await deliver(event({}, padding));
    }
  }

  const all = Promise.all(Array.from({ length: connections }, connection));
  async function stop(): Promise<void> {
    going = false;
    await all;
    agent.destroy();
  }

  return {
    acked,
    odd,
    refused,
    cuts: () => cuts,
    finished: all,
    stop,
    abandon: () => {
      trying = false;
      return stop();
    },
  };
}
