import { createServer } from "node:net";
import { createClient } from "./client.ts";
import { type Finding, ok, wrong } from "./finding.ts";

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Whether `serve` could bind its two ports; that the hookinbox of this very store holds them is fine. */
export async function checkPorts(ingest: Place, admin: Place, store: string): Promise<Finding[]> {
  const taken = await bindError(admin);
  const holder = taken === "EADDRINUSE" ? await holderOf(`http://127.0.0.1:${admin.port}`, store) : STRANGER;
  return [describe("port", ingest, await bindError(ingest), holder), describe("admin port", admin, taken, holder)];
}

const STRANGER = "another program";

/** Who answers at an admin address; `undefined`: the hookinbox of this store, or one that tells its store to nobody without its token. */
async function holderOf(url: string, store: string): Promise<string | undefined> {
  const running = await createClient({ url, token: process.env.HOOKINBOX_ADMIN_TOKEN }).find();
  if (!running) return STRANGER;
  return running.store === undefined || running.store === store ? undefined : `another hookinbox, on ${running.store}`;
}

function describe(
  about: string,
  { host, port }: Place,
  error: string | undefined,
  holder: string | undefined,
): Finding {
  const place = `${host}:${port}`;
  if (error === undefined) return ok(about, `${place} is free`);
  if (error === "EADDRINUSE" && holder === undefined) return ok(about, `${place} is held by the hookinbox that runs`);
  const option = about === "port" ? "--port" : "--admin-port";
  if (error === "EADDRINUSE")
    return wrong(
      about,
      `${place} is held by ${holder}.`,
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
