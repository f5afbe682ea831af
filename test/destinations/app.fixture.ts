import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly socket: number | undefined;
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface App {
  readonly url: string;
  readonly port: number;
  readonly got: Got[];
  /** Connections that were made, requests or none. */
  readonly connections: () => number;
  close(): Promise<void>;
}

/** A plain app that notes what it gets, and answers as told: `undefined` leaves the request hanging. */
export async function startApp(answer: (got: Got, count: number) => Answer | undefined = () => ({})): Promise<App> {
  const got: Got[] = [];
  let connections = 0;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("error", () => {});
    request.on("end", () => {
      const { method = "", url: path = "", headers, rawHeaders, socket } = request;
      const one = { method, path, headers, rawHeaders, body: Buffer.concat(chunks), socket: socket.remotePort };
      got.push(one);
      const said = answer(one, got.length);
      if (said) response.writeHead(said.status ?? 204, said.headers).end(said.body);
    });
  });
  server.on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    got,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
