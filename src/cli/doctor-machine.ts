import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { sqliteFile } from "../config/store-url.ts";
import { formatMs } from "../durations.ts";
import { type Finding, ok, warn, wrong } from "./finding.ts";

const OLDEST_NODE = [20, 19] as const;

export function checkRuntime(version = process.versions.node): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const recent = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  if (recent) return ok("node", version);
  return wrong(
    "node",
    `${version} is older than ${OLDEST_NODE.join(".")}.`,
    "Install a Node that is still maintained.",
  );
}

/** When this was written: a clock before it is certainly wrong. */
const BUILT_AT = Date.UTC(2026, 10, 1);
/** Signed times are mostly let off five minutes: a clock that is a minute out is on its way there. */
const NOTABLE = 60_000;
/** What systemd and chrony leave behind once the clock has been set by the network. */
const SYNCHRONIZED = ["/run/systemd/timesync/synchronized", "/run/chrony/chronyd.pid"];

/**
 * The clock, without asking anybody on the network: against this program's age, against the last write of the store
 * (which may not be ahead of it), and whether the system says that it keeps time.
 */
export async function checkClock(store: string, now = Date.now()): Promise<Finding[]> {
  const fix = "Set the clock: timedatectl set-ntp true";
  const looked = "checked against this program's age and the store's last write, not against the network";
  if (now < BUILT_AT)
    return [wrong("clock", `${new Date(now).toISOString()} is before this program was written.`, fix)];
  const file = sqliteFile(store);
  const written = file !== undefined && existsSync(file) ? (await stat(file)).mtimeMs : 0;
  if (written > now + NOTABLE)
    return [warn("clock", `the store was written ${formatMs(written - now)} in the future: the clock went back.`, fix)];
  const kept = SYNCHRONIZED.some((sign) => existsSync(sign))
    ? "kept by the network"
    : "not known to be kept by the network";
  return [ok("clock", `${new Date(now).toISOString()}, ${kept} (${looked})`)];
}
