import type { Options } from "./provider.ts";
import { defineProvider } from "./provider.ts";
import type { HmacSignature, VariantSignature } from "./signature.ts";

export const convoy = defineProvider({
  id: "convoy",
  name: "Convoy (sender)",
  docs: "https://www.getconvoy.io/docs/product-manual/signatures",
  signature: toSignature,
  options: {
    hash: { about: "The endpoint's hash.", type: "string", values: ["sha256", "sha512"], default: "sha256" },
    encoding: { about: "The endpoint's encoding.", type: "string", values: ["hex", "base64"], default: "hex" },
  },
  key: null,
  keyNote: "No event id was found in its documentation: set `key` of the source to what makes an event unique.",
  type: ["{json:event_type}", "{json:event}"],
  rotation: "several v1 = rolled secrets; vN = schemes",
  evidence: { signature: "read in code of frain-dev/convoy", operations: "unverified", sources: ["frain-dev/convoy"] },
});

/** Simple mode signs the body; advanced mode puts a time before it, with a comma. The header's form tells them apart. */
function toSignature(options: Options): VariantSignature {
  const common = {
    scheme: "hmac",
    hash: options.hash as HmacSignature["hash"],
    header: "x-convoy-signature",
    encoding: options.encoding as HmacSignature["encoding"],
  } as const;
  const advanced: HmacSignature = {
    ...common,
    fields: { separator: ",", signature: "v1", once: ["t"] },
    signed: "{timestamp},{body}",
    time: { at: "{field:t}", unit: "s", tolerance: 300_000, because: "none documented; ours" },
  };
  return {
    scheme: "variants",
    variants: [
      { header: "x-convoy-signature", matches: "^(?:t|v\\d+)=.", signature: advanced },
      { header: "x-convoy-signature", signature: { ...common, signed: "{body}", never: "^\\d{1,20}," } },
    ],
  };
}
