import { makeContentful } from "../verify/odd/contentful.ts";
import { defineProvider } from "./provider.ts";

export const contentful = defineProvider({
  id: "contentful",
  name: "Contentful",
  docs: "https://www.contentful.com/developers/docs/webhooks/request-verification/",
  signature: {
    scheme: "odd",
    odd: "contentful",
    make: makeContentful,
    header: "x-contentful-signature",
    time: { at: "{header:x-contentful-timestamp}", unit: "ms", tolerance: 30_000, because: "documented" },
  },
  key: "{json:sys.id}:{json:sys.version}:{header:x-contentful-topic}",
  keyNote: "The entry's id and version, and the topic: no event id is sent.",
  type: "{header:x-contentful-topic}",
  ack: { status: 202 },
  retry: "2 more on 429/5xx",
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec) bespoke/contentful.ts"],
  },
});
