import { createServer } from "node:net";
import { createClient } from "./client.ts";
import { type Finding, ok, wrong } from "./finding.ts";

/** Whether `serve` could bind its two ports; that a hookinbox holds them is fine. */
export async function checkPorts(host: string, [port, adminPort]: readonly [number, number]): Promise<Finding[]> {
  const admin = await bindError("127.0.0.1", adminPort);
  const running =
    admin === "EADDRINUSE" && (await createClient({ url: `http://127.0.0.1:${adminPort}` }).find()) !== undefined;
  return [
    describe("port", host, port, await bindError(host, port), running),
    describe("admin port", "127.0.0.1", adminPort, admin, running),
  ];
}

function describe(about: string, host: string, port: number, error: string | undefined, running: boolean): Finding {
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
      : "Check --host: it has to be an address of this machine.",
  );
}

const bindError = (host: string, port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
