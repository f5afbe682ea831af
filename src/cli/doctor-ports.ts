import { createServer } from "node:net";
import { createClient } from "./client.ts";
import { type Finding, ok, wrong } from "./finding.ts";

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Whether `serve` could bind its two ports; that a hookinbox holds them is fine. */
export async function checkPorts(ingest: Place, admin: Place): Promise<Finding[]> {
  const taken = await bindError(admin);
  const url = `http://127.0.0.1:${admin.port}`;
  const running = taken === "EADDRINUSE" && (await createClient({ url }).find()) !== undefined;
  return [describe("port", ingest, await bindError(ingest), running), describe("admin port", admin, taken, running)];
}

function describe(about: string, { host, port }: Place, error: string | undefined, running: boolean): Finding {
  const place = `${host}:${port}`;
  if (error === undefined) return ok(about, `${place} is free`);
  if (error === "EADDRINUSE" && running) return ok(about, `${place} is held by the hookinbox that runs`);
  const option = about === "port" ? "--port" : "--admin-port";
  if (error === "EADDRINUSE")
    return wrong(
      about,
      `${place} is held by another program.`,
      `Stop it (ss -ltnp 'sport = :${port}' names it), or choose another: ${option} ${port + 100}`,
    );
  return wrong(
    about,
    `${place} cannot be bound: ${error}.`,
    error === "EACCES"
      ? `Ports below 1024 need a privilege: choose another with ${option}.`
      : `Check ${about === "port" ? "--host" : "--admin-host"}: it has to be an address of this machine.`,
  );
}

const bindError = ({ host, port }: Place): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
