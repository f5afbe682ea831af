import { HookinboxError } from "../errors.ts";
import type { Provider } from "../providers/provider.ts";
import type { Signature } from "../providers/signature.ts";

/** Whether a scheme is checked with something that the user must give. */
export function needsSecret(signature: Signature): boolean {
  switch (signature.scheme) {
    case "none":
      return false;
    case "variants":
      return signature.variants.some((variant) => needsSecret(variant.signature));
    case "any":
      return signature.of.some((kind) => needsSecret(kind.signature));
    case "jwt":
      return signature.fetch === undefined;
    case "ed25519":
    case "ecdsa":
    case "rsa":
      return signature.key !== "fetched" || signature.signed.includes("{secret}");
    case "odd":
      return signature.keyless !== true;
    default:
      return true;
  }
}

/** Holds a ring of secrets to what every provider wants; what its own key rule wants comes later. */
export function checkSecrets(
  provider: Provider,
  signature: Signature,
  { secrets, enrols }: { readonly secrets: readonly string[]; readonly enrols?: boolean },
  warn: (warning: string) => void,
): readonly string[] {
  const where = `provider ${provider.id}`;
  if (!needsSecret(signature)) return secrets;
  if (secrets.length === 0 && enrols && provider.greetings?.some((greeting) => greeting.enrols)) return secrets;
  if (secrets.length === 0) throw new HookinboxError("SECRET_MISSING", `No secret is set (${where})`);
  secrets.forEach((secret, i) => {
    if (typeof secret !== "string")
      throw new HookinboxError("SECRET_INVALID", `Secret ${i + 1} is not a string (${where})`);
    if (secret.trim() === "")
      throw new HookinboxError("SECRET_MISSING", `Secret ${i + 1} is empty or blank (${where})`);
    if (secret !== secret.trim() && !secret.startsWith("-----")) {
      warn("A secret begins or ends with white space: it counts as part of the secret. Was it read from a file?");
    }
  });
  return secrets;
}
