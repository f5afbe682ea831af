import { connect, type Socket } from "node:net";

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A client that writes what it is told and hides nothing: what no HTTP library would send. */
export interface RawClient {
  readonly socket: Socket;
  write(data: string | Uint8Array): void;
  /** Waits for the next whole answer. Rejects when the connection breaks before there is one. */
  answer(): Promise<RawAnswer>;
  /** Resolves when the server has ended the connection. */
  closed(): Promise<void>;
}

export async function rawClient(url: string): Promise<RawClient> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  let text = "";
  let broken: Error | undefined;
  let ended = false;
  let wake = () => {};
  socket.on("data", (data: Buffer) => {
    text += data.toString("latin1");
    wake();
  });
  socket.on("error", (error) => {
    broken = error;
    wake();
  });
  const onEnd = () => {
    ended = true;
    wake();
  };
  socket.on("end", onEnd).on("close", onEnd);
  const woken = () => new Promise<void>((resolve) => (wake = resolve));
  return {
    socket,
    write: (data) => void socket.write(data),
    async answer() {
      for (;;) {
        const found = takeAnswer(text, ended);
        if (found) {
          text = found.rest;
          return found.answer;
        }
        if (broken) throw broken;
        if (ended) throw new Error(`the connection ended after ${JSON.stringify(text)}`);
        await woken();
      }
    },
    async closed() {
      while (!ended) await woken();
      socket.destroy();
    },
  };
}

function takeAnswer(text: string, ended: boolean): { answer: RawAnswer; rest: string } | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const status = Number(statusLine.split(" ")[1]);
  const rest = text.slice(end + 4);
  if (status === 100) return takeAnswer(rest, ended);
  const length = bodyLength(headers, rest) ?? (ended ? rest.length : Number.POSITIVE_INFINITY);
  if (rest.length < length) return undefined;
  return { answer: { status, headers, body: rest.slice(0, length) }, rest: rest.slice(length) };
}

/** `undefined`: the end of the connection is the end of the body. A body in chunks is kept as it came. */
function bodyLength(headers: Record<string, string>, rest: string): number | undefined {
  const last = "0\r\n\r\n";
  if (headers["content-length"] !== undefined) return Number(headers["content-length"]);
  if (headers["transfer-encoding"] !== "chunked") return undefined;
  if (rest.startsWith(last)) return last.length;
  const end = rest.indexOf(`\r\n${last}`);
  return end < 0 ? undefined : end + 2 + last.length;
}

/** The text of a request: `httpText("POST /in/a", ["Host", "x"], "body")` adds nothing of its own. */
export function httpText(start: string, headers: readonly string[], body = ""): string {
  let text = `${start} HTTP/1.1\r\n`;
  for (let i = 0; i + 1 < headers.length; i += 2) text += `${headers[i]}: ${headers[i + 1]}\r\n`;
  return `${text}\r\n${body}`;
}
