import { standardWebhooks } from "./standard-webhooks.ts";

/** Svix carries its customers' own events, signed as Standard Webhooks are: the same samples stand for both. */
export const svix = standardWebhooks;
