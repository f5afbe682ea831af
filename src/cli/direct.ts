import { existsSync } from "node:fs";
import type { LoadedConfig } from "../config/load.ts";
import { shownStore, sqliteFile } from "../config/store-url.ts";
import { HookinboxError } from "../errors.ts";
import type { Inbox } from "../inbox.ts";
import { fleetOf } from "../roll.ts";
import { redactHeaders, redactUrl } from "../server/admin/redact.ts";
import { openLook } from "../stores/open.ts";
import type { Look } from "../stores/store.ts";
import type { Backend } from "./backend.ts";
import { DEFAULT_ADMIN_URL } from "./client.ts";

/** The store of a config, beside whatever else has it open: for looking only. It has to be there already. */
export async function lookAt(loaded: LoadedConfig): Promise<Look> {
  checkThere(loaded);
  return await openLook(loaded.settings.store, loaded.settings);
}

/** The same for changes: an inbox that is open, and does not run. */
async function openStore(loaded: LoadedConfig): Promise<Inbox> {
  checkThere(loaded);
  const inbox = await inboxOn(loaded);
  await inbox.open();
  return inbox;
}

/** Loaded only here, as who only looks needs little of it; and without the log of its own: stdout is for the answer. */
const inboxOn = async ({ settings }: LoadedConfig): Promise<Inbox> =>
  (await import("../inbox.ts")).inboxOf(settings, { observer: {} });

function checkThere({ settings, file }: LoadedConfig): void {
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
}

/** A config's store as a backend. What only looks opens it for looking, and only a change opens it whole. */
export function direct(loaded: LoadedConfig): Backend {
  checkThere(loaded);
  let looking: Promise<Look> | undefined;
  let opening: Promise<Inbox> | undefined;
  const look = () => (looking ??= lookAt(loaded));
  const inbox = () => (opening ??= openStore(loaded));
  const verifier = async (source: string) => (await inboxOn(loaded)).verifier(source);

  /** What is done past the admin API stands in its log as well. */
  const noted = async (action: string, subject: string, detail: object) => {
    const data = { action, role: "command line", address: "", detail };
    await (await inbox()).archive.note([{ kind: "audit", at: Date.now(), subject, data }]);
  };

  return {
    via: shownStore(loaded.settings.store),
    events: async (query) => (await look()).list(query),
    async event(id) {
      const event = await (await look()).get(id);
      if (!event) return undefined;
      const { credentials, signatures } = (await verifier(event.source)) ?? {};
      return { ...event, headers: redactHeaders(event.headers, credentials, signatures) };
    },
    body: async (id) => (await look()).body(id),
    async replay(id, destination) {
      const deliveries = await (await inbox()).replay(id, { destination });
      if (deliveries) await noted("replay", id, destination === undefined ? {} : { destination });
      return deliveries;
    },
    async skip(id) {
      const deliveries = await (await inbox()).skip(id);
      if (deliveries && deliveries.length > 0) await noted("skip", id, {});
      return deliveries;
    },
    async pause(what) {
      const changed = await (await inbox()).pause(what);
      await noted("pause", changed.name, { kind: changed.kind });
      return changed;
    },
    async resume(what) {
      const changed = await (await inbox()).resume(what);
      await noted("resume", changed.name, { kind: changed.kind });
      return changed;
    },
    paused: async () => (await (await look()).stats()).paused,
    quarantine: async (query) => (await look()).quarantined(query),
    async quarantined(id) {
      const found = await (await look()).quarantinedOne(id);
      if (!found) return undefined;
      const headers = redactHeaders(found.headers, (await verifier(found.source))?.credentials);
      return { ...found, url: redactUrl(found.url), headers };
    },
    async release(source, preview) {
      const released = await (await inbox()).release(source, { preview });
      if (released && !preview)
        await noted("release", source, { accepted: released.accepted, duplicates: released.duplicates });
      return released;
    },
    workers: async () => fleetOf(await look()),
    async close() {
      await (await looking?.catch(() => undefined))?.close();
      await (await opening?.catch(() => undefined))?.stop();
    },
  };
}
