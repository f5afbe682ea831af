import { HookinboxError } from "../../errors.ts";
import type { OddSignature } from "../../providers/signature.ts";
import type { Scheme, Setting } from "../scheme.ts";
import { makeAdyen } from "./adyen.ts";
import { makeAwsSns } from "./aws-sns.ts";
import { makeBraintree } from "./braintree.ts";
import { makeContentful } from "./contentful.ts";
import { makeEbay } from "./ebay.ts";
import { makeKeygen } from "./keygen.ts";
import { makePlaid } from "./plaid.ts";
import { makePlivo } from "./plivo.ts";
import { makeTwilio } from "./twilio.ts";

/** Schemes that no data describes; each says in its own file why. */
const ODD: Readonly<Record<string, (signature: OddSignature, setting: Setting) => Scheme>> = {
  adyen: makeAdyen,
  "aws-sns": makeAwsSns,
  braintree: makeBraintree,
  contentful: makeContentful,
  ebay: makeEbay,
  keygen: makeKeygen,
  plaid: makePlaid,
  plivo: makePlivo,
  twilio: makeTwilio,
};

export function makeOdd(signature: OddSignature, setting: Setting): Scheme {
  const make = Object.hasOwn(ODD, signature.odd) ? ODD[signature.odd] : undefined;
  if (!make) throw new HookinboxError("PROVIDER_INVALID", `There is no scheme ${JSON.stringify(signature.odd)}`);
  return make(signature, setting);
}
