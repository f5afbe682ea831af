import { accessSync, constants, existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { reserveOf } from "../backlog.ts";
import type { BacklogLimits, Settings } from "../config/settings.ts";
import { formatSize, MIB } from "../config/sizes.ts";
import { sqliteFile } from "../config/store-url.ts";
import type { Destination } from "../destinations/destination.ts";
import { isHookinboxError } from "../errors.ts";
import { checkDurable, openWriter } from "../stores/sqlite/driver.ts";
import { sqliteLook } from "../stores/sqlite/look.ts";
import { checkWorkers } from "./doctor-workers.ts";
import { type Finding, ok, warn, wrong } from "./finding.ts";

/** Whether events can be kept: the file, what SQLite says of itself, and the space left; and who works on it. */
export async function checkStore(
  { store, limits }: Settings,
  destinations: readonly Destination[] | undefined,
): Promise<Finding[]> {
  const file = sqliteFile(store);
  if (store.startsWith("postgres:")) return await checkPostgres(store, destinations);
  if (file === undefined)
    return [
      warn("store", `${store} is lost when the process ends.`, 'Use "sqlite:./hookinbox.db" for events that matter.'),
    ];
  const folder = dirname(file);
  const space = await checkSpace(folder, limits.backlog);
  if (!existsSync(file)) return [checkFolder(file, folder), ...space];
  const found = checkFile(file);
  return [found, ...(found.level === "wrong" ? [] : await checkFileWorkers(file, destinations)), ...space];
}

/** Opens it, as a start does: version, rights, and what the server says of its flushes. */
async function checkPostgres(url: string, destinations: readonly Destination[] | undefined): Promise<Finding[]> {
  const { postgresStore } = await import("../stores/postgres/index.ts");
  const store = postgresStore({ url });
  try {
    await store.open();
    const server = store.server();
    const found = `Postgres ${server?.version}, fsync=${server?.fsync}, full_page_writes=${server?.fullPageWrites}`;
    const durable = server?.unsafe
      ? warn("store", `${store.name}: ${found}: a power cut loses events.`, "Turn both on in postgresql.conf.")
      : ok("store", `${store.name} can be written; ${found}: each commit is flushed`);
    return [durable, ...(await checkWorkers(store, destinations))];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [wrong("store", message, isHookinboxError(error) ? error.advice : "Check the store's address.")];
  } finally {
    await store.close();
  }
}

function checkFolder(file: string, folder: string): Finding {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return ok("store", `${file} will be made by the first start`);
  } catch {
    return wrong(
      "store",
      `${folder} does not exist, or cannot be written by this user.`,
      `mkdir -p ${folder}, and let this user write there.`,
    );
  }
}

/** Takes the write lock for a moment, and writes nothing. */
function checkFile(file: string): Finding {
  try {
    const db = openWriter(file);
    try {
      checkDurable(db);
      db.exec("BEGIN IMMEDIATE; ROLLBACK");
      const { version } = db.prepare("SELECT sqlite_version() AS version").get() ?? {};
      return ok("store", `${file} can be written; SQLite ${version}, WAL, synchronous=FULL: each commit is flushed`);
    } finally {
      db.close();
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const fix = isHookinboxError(error)
      ? error.advice
      : "Check that it is a hookinbox store, that this user may write it and its folder, and that no other program holds it locked.";
    return wrong("store", `${file}: ${message}`, fix);
  }
}

/** Read on a connection that cannot write: an older store is left as it is. */
async function checkFileWorkers(file: string, destinations: readonly Destination[] | undefined): Promise<Finding[]> {
  try {
    const look = sqliteLook({ path: file });
    return await checkWorkers(look, destinations).finally(look.close);
  } catch (error) {
    if (!isHookinboxError(error)) throw error;
    return [warn("store", error.message, error.advice)];
  }
}

async function checkSpace(folder: string, backlog: BacklogLimits): Promise<Finding[]> {
  if (!existsSync(folder)) return [];
  const { bavail, blocks, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const message = `${formatSize(free)} free at ${folder}`;
  const reserve = reserveOf(backlog, blocks * bsize);
  if (free < reserve) {
    const fix = `Free space, or shorten \`retention\`: below ${formatSize(reserve)} (limits.backlog.disk) events are answered 503.`;
    return [wrong("disk", message, fix)];
  }
  if (free < 1024 * MIB) return [warn("disk", message, "Watch it, or shorten `retention`.")];
  return [ok("disk", message)];
}
