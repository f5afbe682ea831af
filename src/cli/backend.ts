import { dirname, resolve } from "node:path";
import { loadConfig, loadEnvironment } from "../config/load.ts";
import { shownStore } from "../config/store-url.ts";
import { HookinboxError, isHookinboxError } from "../errors.ts";
import { type Client, createClient, DEFAULT_ADMIN_URL } from "./client.ts";
import { direct } from "./direct.ts";
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
  if (loaded) return direct(loaded);
  throw new HookinboxError(
    "CONFIG_NOT_FOUND",
    `No inbox answers at ${DEFAULT_ADMIN_URL}, and there is no config here.`,
    {
      advice: "Name the running one with --admin-url, or the config with --config.",
    },
  );
}
