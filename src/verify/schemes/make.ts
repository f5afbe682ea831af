import { HookinboxError } from "../../errors.ts";
import type { Signature } from "../../providers/signature.ts";
import type { Scheme, Setting } from "../scheme.ts";
import { makeJwt } from "./jwt.ts";
import { makeKeyed } from "./keyed.ts";
import { NONE } from "./none.ts";
import { makePublicKey } from "./public-key.ts";
import { makeAny, makeVariants } from "./several.ts";
import { makeBasic, makeToken } from "./token.ts";

/** The one place where a signature's kind is told. */
export function makeScheme(signature: Signature, setting: Setting): Scheme {
  switch (signature.scheme) {
    case "hmac":
    case "digest":
      return makeKeyed(signature, setting);
    case "token":
      return makeToken(signature, setting);
    case "basic":
      return makeBasic(signature, setting);
    case "variants":
      return makeVariants(signature, setting);
    case "any":
      return makeAny(signature, setting);
    case "ed25519":
    case "ecdsa":
    case "rsa":
      return makePublicKey(signature, setting);
    case "jwt":
      return makeJwt(signature, setting);
    case "odd":
      return signature.make(signature, setting);
    case "none":
      return NONE;
    default:
      throw new HookinboxError(
        "PROVIDER_INVALID",
        `There is no scheme ${JSON.stringify((signature as Signature).scheme)}`,
      );
  }
}
