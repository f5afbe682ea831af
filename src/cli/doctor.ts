import { type LoadedConfig, loadConfig } from "../config/load.ts";
import { shownStore } from "../config/store-url.ts";
import { isHookinboxError } from "../errors.ts";
import { checkConfig } from "./doctor-config.ts";
import { checkDestinations } from "./doctor-destinations.ts";
import { checkHandlers } from "./doctor-handlers.ts";
import { checkClock, checkRuntime } from "./doctor-machine.ts";
import { checkPorts } from "./doctor-ports.ts";
import { checkStore } from "./doctor-store.ts";
import { EXIT } from "./exit.ts";
import { type Finding, ok, wrong } from "./finding.ts";
import { paint, print, printable, printJson } from "./output.ts";

export interface DoctorOptions {
  readonly config?: string;
  readonly host: string;
  readonly port: number;
  readonly adminHost: string;
  readonly adminPort: number;
  readonly json?: boolean;
}

/** Looks at everything that `serve` needs, changes nothing, and says what to do. Exit code 1 when something is wrong. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const findings = await examine(options);
  for (const finding of findings) {
    if (options.json) printJson(finding);
    else show(finding);
  }
  const bad = findings.filter(({ level }) => level === "wrong").length;
  const doubtful = findings.filter(({ level }) => level === "warn").length;
  if (!options.json)
    print(
      `\n${bad === 0 ? paint.green("Nothing is wrong") : paint.red(`${bad} wrong`)}${doubtful === 0 ? "" : `, ${doubtful} to look at`}.`,
    );
  return bad === 0 ? EXIT.fine : EXIT.failed;
}

async function examine({ config, host, port, adminHost, adminPort }: DoctorOptions): Promise<Finding[]> {
  const loaded = await load(config);
  if (!("settings" in loaded)) return [checkRuntime(), loaded];
  const { settings, file } = loaded;
  const { findings, destinations } = await checkHandlers(settings);
  return [
    checkRuntime(),
    ok("config", file),
    ...checkConfig(settings, { host, adminHost }),
    ...findings,
    ...(await checkDestinations(settings, destinations)),
    ...(await checkStore(settings, destinations)),
    ...(await checkClock(settings.store)),
    ...(await checkPorts({ host, port }, { host: adminHost, port: adminPort }, shownStore(settings.store))),
  ];
}

async function load(file: string | undefined): Promise<LoadedConfig | Finding> {
  try {
    return await loadConfig({ file });
  } catch (error) {
    if (!isHookinboxError(error)) throw error;
    return wrong("config", error.message, error.advice);
  }
}

const MARKS = { ok: paint.green("✓"), warn: paint.yellow("!"), wrong: paint.red("✗") };

function show({ level, about, message, fix }: Finding): void {
  print(`${MARKS[level]} ${paint.bold(about)}: ${printable(message, { lines: true })}`);
  if (fix !== undefined) print(`  ${paint.dim("→")} ${fix}`);
}
