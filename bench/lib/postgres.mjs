import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { anyoneMayEnter, embeddedPostgres } from "../../src/stores/postgres/embedded.fixture.mjs";
import { freshDir, root } from "./paths.mjs";
import { freePort } from "./processes.mjs";

const PASSWORD = "bench";

/**
 * On the checkout's own disk. As root the server runs as `postgres`, who has to pass through: a checkout below `/root` has
 * it in `/var/tmp`, which is a disk, where `/tmp` may be memory.
 */
function serverDir(name) {
  const own = userInfo().uid !== 0 || anyoneMayEnter(root);
  const dir = own ? freshDir(name) : mkdtempSync(`/var/tmp/hookinbox-bench-${name}-`);
  chmodSync(dir, 0o755);
  return dir;
}

/**
 * A Postgres of the bench's own, as it is installed: fsync on, every commit flushed. Only its memory is raised, for peers
 * and us alike.
 */
export async function startPostgres(name) {
  const { default: EmbeddedPostgres } = await embeddedPostgres();
  const dir = serverDir(name);
  const port = await freePort();
  const flags = { listen_addresses: "127.0.0.1", shared_buffers: "512MB", max_wal_size: "4GB", max_connections: "200" };
  const server = new EmbeddedPostgres({
    databaseDir: join(dir, "data"),
    port,
    user: "postgres",
    password: PASSWORD,
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: Object.entries(flags).flatMap(([key, value]) => ["-c", `${key}=${value}`]),
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  let last = 0;
  return {
    process: server.process,
    /** A new, empty database. */
    async database() {
      last += 1;
      await server.createDatabase(`bench${last}`);
      return `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/bench${last}`;
    },
    async stop() {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
