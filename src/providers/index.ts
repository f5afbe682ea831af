import { chargify } from "./chargify.ts";
import { chargifyMd5 } from "./chargify-md5.ts";
import { generic } from "./generic.ts";
import { github } from "./github.ts";
import { none } from "./none.ts";
import type { Provider } from "./provider.ts";
import { shopify } from "./shopify.ts";
import { slack } from "./slack.ts";
import { standardWebhooks } from "./standard-webhooks.ts";
import { stripe } from "./stripe.ts";

const ALL: readonly Provider[] = [
  chargify,
  chargifyMd5,
  generic,
  github,
  none,
  shopify,
  slack,
  standardWebhooks,
  stripe,
];

/** Every definition, by id. */
export const providers: Readonly<Record<string, Provider>> = Object.fromEntries(
  ALL.map((provider) => [provider.id, provider]),
);
