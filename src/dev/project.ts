import { loadHandlers } from "../config/handlers.ts";
import { type Importer, type Place, placeOf } from "../config/import-module.ts";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import type { Settings } from "../config/settings.ts";
import { isHookinboxError } from "../errors.ts";
import type { Registration } from "../routes.ts";
import { withFastRetries } from "./fast-retries.ts";

/** A project's config and handlers, as they stand on disk now. */
export interface Project {
  readonly file: string;
  readonly settings: Settings;
  readonly registrations: readonly Registration[];
}

export interface ProjectOptions {
  readonly file: string;
  readonly importer: Importer;
  readonly fastRetries?: boolean;
}

/** @throws HookinboxError what `loadConfig` and `loadHandlers` throw */
export async function loadProject({ file, importer, fastRetries }: ProjectOptions): Promise<Project> {
  const { settings }: LoadedConfig = await loadConfig({ file, importer });
  const { handlers, sources } = settings;
  const registrations =
    handlers === undefined ? [] : await loadHandlers(handlers, { sources: sources.keys(), importer });
  // The handlers are loaded here, anew each time; the inbox is not to load them once more.
  const project = { settings: { ...settings, handlers: undefined }, registrations };
  return { file, ...(fastRetries ? withFastRetries(project.settings, registrations) : project) };
}

/** Where a project failed to load, when that is known. `suspects`: files that may be at fault. */
export function failedPlace(error: unknown, file: string, suspects: readonly string[]): Place | undefined {
  const cause = isHookinboxError(error) ? error.cause : error;
  return cause === undefined ? undefined : placeOf(cause, file, suspects);
}

/** Variables that came out of `.env` are taken back, so that the file, read again, counts. */
export function forgetEnvironment(before: Readonly<NodeJS.ProcessEnv>): void {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
}
