import { lookup } from "node:dns/promises";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { pathText } from "../config/mistakes.ts";
import type { Settings } from "../config/settings.ts";
import type { Destination } from "../destinations/destination.ts";
import { isPublicAddress } from "../destinations/http/addresses.ts";
import type { CommandTarget, DestinationSettings, HttpTarget } from "../destinations/settings.ts";
import { isHookinboxError } from "../errors.ts";
import type { Notice } from "../observe.ts";
import { type Finding, ok, warn, wrong } from "./finding.ts";

/** Whether what the config's destinations name is there, at this moment. Nothing is delivered. */
export async function checkDestinations(
  { destinations }: Pick<Settings, "destinations">,
  made: readonly Destination[] = [],
): Promise<Finding[]> {
  const looked = [...destinations.values()].map((one) =>
    look(
      one,
      made.find(({ name }) => name === one.name),
    ),
  );
  return (await Promise.all(looked)).flat();
}

async function look({ name, target }: DestinationSettings, made: Destination | undefined): Promise<Finding[]> {
  const about = pathText(["destinations", name]);
  switch (target.kind) {
    case "http":
      return [await checkHost(about, target)];
    case "command":
      return [await checkProgram(about, target)];
    case "bullmq":
      return made ? await checkQueue(about, made) : [];
  }
}

async function checkHost(about: string, { url, allowPrivate }: HttpTarget): Promise<Finding> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
  try {
    const addresses = (await lookup(host, { all: true })).map(({ address }) => address);
    const refused = allowPrivate ? undefined : addresses.find((address) => !isPublicAddress(address));
    if (refused === undefined) return ok(about, `${host} is at ${addresses.join(", ")}`);
    return wrong(
      about,
      `${host} is at ${refused}, which is not a public address: nothing is delivered there.`,
      "If it is meant, set allowPrivate: true on the destination; else check the host in its url.",
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return wrong(about, `${host} cannot be resolved: ${code}.`, "Check the host in its url, and this machine's DNS.");
  }
}

async function checkProgram(about: string, { command: [program], cwd, env }: CommandTarget): Promise<Finding> {
  const folder = await stat(cwd).catch(() => undefined);
  if (!folder?.isDirectory())
    return wrong(about, `there is no folder ${cwd} to run it in.`, `Make it, or set \`cwd\`.`);
  const places = program.includes("/")
    ? [resolve(cwd, program)]
    : (env.PATH ?? process.env.PATH ?? "").split(delimiter).map((place) => join(resolve(cwd, place), program));
  let there: string | undefined;
  for (const place of places) {
    if (!(await stat(place).catch(() => undefined))?.isFile()) continue;
    if (await mayRun(place)) return ok(about, `runs ${place}`);
    there ??= place;
  }
  if (there !== undefined) return wrong(about, `${there} may not be run by this user.`, `chmod +x ${there}`);
  return wrong(
    about,
    program.includes("/") ? `there is no program ${places[0]}.` : `there is no program ${program} in PATH.`,
    "Install it, or write its path: a relative one is read from `cwd`.",
  );
}

const mayRun = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/** Connects to its Redis as a start does, and hears what the destination itself finds. */
async function checkQueue(about: string, destination: Destination): Promise<Finding[]> {
  const notices: Notice[] = [];
  try {
    await destination.open?.((notice) => notices.push(notice));
  } catch (error) {
    if (!isHookinboxError(error)) throw error;
    return [wrong(about, error.message, error.advice)];
  } finally {
    await destination.close?.();
  }
  if (notices.length === 0) return [ok(about, "its Redis answers, evicts nothing and writes to its disk")];
  return notices.map(({ code, message }) =>
    code === "DESTINATION_AWAY"
      ? wrong(about, message, "Start it, or check `connection`.")
      : warn(about, message, "In its redis.conf: maxmemory-policy noeviction, appendonly yes."),
  );
}
