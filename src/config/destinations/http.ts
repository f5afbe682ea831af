import { isIP } from "node:net";
import { isPublicAddress } from "../../destinations/http/addresses.ts";
import { OWN_HEADERS } from "../../destinations/http/headers.ts";
import type { HttpTarget } from "../../destinations/settings.ts";
import { isHookinboxError } from "../../errors.ts";
import { toHeaderBag } from "../../headers.ts";
import { sign } from "../../verify/sign/sign.ts";
import { readSecrets, secretFix } from "../secrets.ts";
import { expected, type Reading, readTexts, wrong } from "./reading.ts";

export const HTTP_KEYS = ["url", "secret", "allowPrivate", "headers", "retryOn"];

/** `undefined` where something is wrong. */
export function readHttp(reading: Reading): HttpTarget {
  const { allowPrivate = false } = reading.config;
  if (typeof allowPrivate !== "boolean") expected(reading, ["allowPrivate"], "true or false", allowPrivate);
  return {
    kind: "http",
    url: readUrl(reading, allowPrivate === true),
    secrets: readSigning(reading),
    allowPrivate: allowPrivate === true,
    headers: toHeaderBag(readTexts(reading, "headers", isHeader)),
    retryOn: readStatuses(reading),
  };
}

const FORM = 'an http or https URL such as "https://app.example.com/hooks"';

function readUrl(reading: Reading, allowPrivate: boolean): string {
  const { url } = reading.config;
  const parsed = typeof url === "string" && URL.canParse(url.trim()) ? new URL(url.trim()) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    const fix = url === undefined ? "Set the environment variable that it is read from." : undefined;
    expected(reading, ["url"], FORM, url, { fix });
    return "";
  }
  if (parsed.username !== "" || parsed.password !== "")
    wrong(reading, ["url"], "a URL must not hold a password.", 'Use headers: { authorization: "Basic …" }.');
  if (!allowPrivate && isNear(parsed.hostname))
    wrong(
      reading,
      ["url"],
      `${parsed.hostname} is this machine, or in a private network, and no event is sent there unless you say so.`,
      "If that is meant, as for an app beside this inbox, add: allowPrivate: true",
    );
  parsed.hash = "";
  return parsed.href;
}

/** What can be told from the name alone; the rest is told by its addresses, when it is connected to. */
function isNear(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (isIP(host) !== 0) return !isPublicAddress(host);
  return host === "localhost" || host.endsWith(".localhost");
}

function readSigning(reading: Reading): readonly string[] {
  const { config, path } = reading;
  const name = String(path.at(-1));
  const fix = secretFix(name, name, reading.unset);
  const { secrets, mistakes } = readSecrets(config.secret, {
    path: `${path.join(".")}.secret`,
    needed: "secret" in config,
    fix,
  });
  reading.mistakes.push(...mistakes);
  for (const secret of secrets) {
    try {
      sign("standard-webhooks", { method: "POST", url: "http://localhost/", headers: {}, body: "" }, { secret });
    } catch (error) {
      if (!isHookinboxError(error)) throw error;
      wrong(reading, ["secret"], error.message, "Make one: echo whsec_$(openssl rand -base64 32)");
    }
  }
  return secrets;
}

function readStatuses(reading: Reading): readonly number[] {
  const { retryOn = [] } = reading.config;
  const isFailure = (status: unknown) => Number.isInteger(status) && Number(status) >= 400 && Number(status) <= 499;
  if (Array.isArray(retryOn) && retryOn.every(isFailure)) return retryOn;
  expected(reading, ["retryOn"], "a list of statuses from 400 to 499, such as [404, 409]", retryOn);
  return [];
}

/** A header's name, and none that the connection or the delivery itself sets. */
const isHeader = (name: string): boolean =>
  /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !OWN_HEADERS.test(name.toLowerCase());
