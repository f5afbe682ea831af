import { HookinboxError } from "../../errors.ts";
import type { AnySignature, VariantSignature } from "../../providers/signature.ts";
import { missing } from "../carrier.ts";
import type { Refusal } from "../failures.ts";
import type { Reading } from "../reading.ts";
import type { Finding, Scheme, Setting } from "../scheme.ts";

/** The first variant whose sign the request carries decides alone: a request cannot choose a weaker one by adding headers. */
export function makeVariants({ variants }: VariantSignature, setting: Setting): Scheme {
  const made = variants.map(({ header, matches, signature }) => ({
    header,
    pattern: matches === undefined ? undefined : new RegExp(matches),
    scheme: setting.make(signature, setting),
  }));
  const anywhere = made.some(({ scheme }) => scheme.carriers.length === 0);
  const carriers = anywhere ? [] : [...new Set(made.flatMap(({ scheme }) => scheme.carriers))];
  return {
    carriers,
    credentials: [...new Set(made.flatMap(({ scheme }) => scheme.credentials))],
    signatures: [...new Set(made.flatMap(({ scheme }) => scheme.signatures ?? []))],
    check(reading) {
      for (const { header, pattern, scheme } of made) {
        const value = header === undefined ? "" : reading.header(header);
        if (value !== undefined && (pattern === undefined || pattern.test(value))) return scheme.check(reading);
      }
      return missing(made.map(({ header }) => header).join(" or "));
    },
  };
}

/** Each secret belongs to one kind, by its shape; whichever kind accepts, accepts. */
export function makeAny({ of }: AnySignature, setting: Setting): Scheme {
  const rings = of.map(() => [] as string[]);
  for (const secret of setting.secrets) {
    const kind = of.findIndex(({ secrets }) => secrets === undefined || new RegExp(secrets).test(secret));
    if (kind < 0) throw new HookinboxError("SECRET_INVALID", "The secret is of no kind that this provider knows");
    rings[kind]?.push(secret);
  }
  const made = of.flatMap(({ signature }, i) => {
    const secrets = rings[i] ?? [];
    return secrets.length > 0 ? [setting.make(signature, { ...setting, secrets })] : [];
  });
  const [only] = made;
  if (made.length === 1 && only) return only;
  return {
    carriers: [...new Set(made.flatMap(({ carriers }) => carriers))],
    credentials: [...new Set(made.flatMap(({ credentials }) => credentials))],
    signatures: [...new Set(made.flatMap(({ signatures = [] }) => signatures))],
    check: (reading) => firstProof(made, reading),
  };
}

function firstProof(schemes: readonly Scheme[], reading: Reading): Finding | Promise<Finding> {
  const refusals: Refusal[] = [];
  for (const scheme of schemes) {
    const finding = scheme.check(reading);
    if (finding instanceof Promise)
      return finding.then((found) => (found.ok ? found : restOf(schemes, scheme, reading, found)));
    if (finding.ok) return finding;
    refusals.push(finding);
  }
  return refusals.find(({ code }) => code !== "SIGNATURE_MALFORMED") ?? (refusals[0] as Refusal);
}

function restOf(
  schemes: readonly Scheme[],
  after: Scheme,
  reading: Reading,
  refusal: Refusal,
): Finding | Promise<Finding> {
  const rest = schemes.slice(schemes.indexOf(after) + 1);
  return rest.length > 0 ? firstProof(rest, reading) : refusal;
}
