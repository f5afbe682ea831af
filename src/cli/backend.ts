import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type LoadedConfig, loadConfig, loadEnvironment } from "../config/load.ts";
import { shownStore, sqliteFile } from "../config/store-url.ts";
import { HookinboxError, isHookinboxError } from "../errors.ts";
import { type Inbox, inboxOf } from "../inbox.ts";
import { fleetOf } from "../roll.ts";
import { redactHeaders, redactUrl } from "../server/admin/redact.ts";
import { type Client, createClient, DEFAULT_ADMIN_URL } from "./client.ts";
import { paint, say } from "./output.ts";

/** Where a command looks: what it was told on the command line. */
export interface Whereabouts {
  readonly config?: string;
  readonly adminUrl?: string;
}

/** What commands look at and change: a running inbox through its API, or the store of a config. */
export type Backend = Omit<Client, "find"> & {
  /** For people. */
  readonly via: string;
  close(): Promise<void>;
};

/**
 * The inbox that is meant, and says which on stderr. `--admin-url`: that one and no other. Else the one at the default
 * address, where it answers and has the store of the config; else that store, opened directly.
 */
export async function openBackend({ config, adminUrl }: Whereabouts): Promise<Backend> {
  const backend = adminUrl === undefined ? await findBackend(config) : named(adminUrl, config);
  say(paint.dim(`from ${backend.via}`));
  return backend;
}

/** Opens, runs and closes, whatever happens in between. */
export async function withBackend<T>(where: Whereabouts, run: (backend: Backend) => Promise<T>): Promise<T> {
  const backend = await openBackend(where);
  try {
    return await run(backend);
  } finally {
    await backend.close();
  }
}

const connect = (url: string): Client => createClient({ url, token: process.env.HOOKINBOX_ADMIN_TOKEN });

const remote = (url: string, client: Client): Backend => ({
  ...client,
  via: `the inbox at ${url}`,
  close: async () => {},
});

function named(url: string, config: string | undefined): Backend {
  // The config is not needed here, but the .env beside it may hold the token.
  loadEnvironment(dirname(resolve(config ?? "hookinbox.config.mjs")));
  return remote(url, connect(url));
}

async function findBackend(file: string | undefined): Promise<Backend> {
  const loaded = await loadConfig({ file }).catch((error: unknown) => {
    // Without a config the running inbox is the only one there can be; a config that is wrong has to be mended.
    if (file === undefined && isHookinboxError(error) && error.code === "CONFIG_NOT_FOUND") return undefined;
    throw error;
  });
  // After the config: its .env may hold the token.
  const client = connect(DEFAULT_ADMIN_URL);
  const running = await client.find();
  if (running && (loaded === undefined || running.store === shownStore(loaded.settings.store)))
    return remote(DEFAULT_ADMIN_URL, client);
  if (loaded) return await direct(loaded);
  throw new HookinboxError(
    "CONFIG_NOT_FOUND",
    `No inbox answers at ${DEFAULT_ADMIN_URL}, and there is no config here.`,
    {
      advice: "Name the running one with --admin-url, or the config with --config.",
    },
  );
}

/** The store of a config, opened beside whatever else has it open. It has to be there already. */
export async function openStore({ settings, file }: LoadedConfig): Promise<Inbox> {
  const path = sqliteFile(settings.store);
  if (settings.store === "memory:") {
    const said = `The store of ${file} is "${settings.store}", which only the process that runs it can see.`;
    throw new HookinboxError("ADMIN_UNREACHABLE", said, {
      advice: `Name its admin listener: --admin-url ${DEFAULT_ADMIN_URL}`,
    });
  }
  if (path !== undefined && !existsSync(path)) {
    throw new HookinboxError("STORE_UNREACHABLE", `There is no store yet at ${path}.`, {
      advice: "It is made by: hookinbox serve (or hookinbox migrate)",
    });
  }
  // Without the log that an inbox has by itself: stdout is for the answer.
  const inbox = inboxOf(settings, { observer: {} });
  await inbox.open();
  return inbox;
}

async function direct(loaded: LoadedConfig): Promise<Backend> {
  const inbox = await openStore(loaded);
  const { archive } = inbox;
  /** What is done past the admin API stands in its log as well. */
  const noted = (action: string, subject: string, detail: object) =>
    archive.note([
      { kind: "audit", at: Date.now(), subject, data: { action, role: "command line", address: "", detail } },
    ]);
  return {
    via: inbox.storeName,
    events: (query) => archive.list(query),
    async event(id) {
      const event = await archive.get(id);
      return event && { ...event, headers: redactHeaders(event.headers, inbox.verifier(event.source)?.credentials) };
    },
    body: (id) => archive.body(id),
    async replay(id, destination) {
      const deliveries = await inbox.replay(id, { destination });
      if (deliveries) await noted("replay", id, destination === undefined ? {} : { destination });
      return deliveries;
    },
    skip: (id) => inbox.skip(id),
    pause: (what) => inbox.pause(what),
    resume: (what) => inbox.resume(what),
    paused: async () => (await archive.stats()).paused,
    quarantine: (query) => archive.quarantined(query),
    async quarantined(id) {
      const found = await archive.quarantinedOne(id);
      return (
        found && {
          ...found,
          url: redactUrl(found.url),
          headers: redactHeaders(found.headers, inbox.verifier(found.source)?.credentials),
        }
      );
    },
    async release(source, preview) {
      const released = await inbox.release(source, { preview });
      if (released && !preview) await noted("release", source, {});
      return released;
    },
    workers: () => fleetOf(archive),
    close: () => inbox.stop(),
  };
}
