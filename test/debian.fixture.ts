import { execFileSync, spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

const has = (program: string): boolean => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

/** One apt-get at a time on a machine, whichever test file asks for it. */
const LOCK = join(tmpdir(), "hookinbox-apt.lock");

/**
 * Path of a program that npm does not ship, installed from Debian's archive where it is missing: `redis-server`,
 * `chromium`. Needs root for that; else it throws, and says what to install.
 *
 * @example const path = fromDebian("redis-server");
 */
export function fromDebian(program: string, packages: readonly string[] = [program]): string {
  if (!has(program)) install(program, packages);
  return execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();
}

function install(program: string, packages: readonly string[]): void {
  if (process.getuid?.() !== 0 || !has("apt-get"))
    throw new Error(`${program} is not on this machine. Install it (Debian: apt-get install ${packages.join(" ")}).`);
  // RUNLEVEL=1: the packages do not start their services.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const apt = "apt-get update -qq && apt-get install -y -qq --no-install-recommends";
  const once = `command -v ${program} || { ${apt} ${packages.join(" ")}; }`;
  const { status, stderr } = spawnSync("flock", [LOCK, "sh", "-c", once], { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`${packages.join(" ")} could not be installed:\n${stderr}`);
}
