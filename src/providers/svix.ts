import { svix } from "./families.ts";
import { defineProvider } from "./provider.ts";

export const svixProvider = defineProvider({
  id: "svix",
  name: "Svix",
  docs: "https://docs.svix.com/receiving/verifying-payloads/how-manual",
  signature: svix(),
  key: ["{header:svix-id}", "{header:webhook-id}"],
  type: ["{json:type}", "{json:event_type}", "{json:eventType}"],
  ack: { status: 202 },
  timeout: "15 s",
  retry: "0, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h",
  rotation: "list of signatures",
  notes: ["webhook-* headers instead of svix-* on white-label plans: accept both families."],
  evidence: {
    signature: "read in docs",
    operations: "unverified",
    sources: ["svix/svix-docs content/receiving/verifying-payloads/how-manual.mdx", "svix/svix-webhooks"],
  },
});
