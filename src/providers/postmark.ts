import { defineProvider } from "./provider.ts";

export const postmark = defineProvider({
  id: "postmark",
  name: "Postmark",
  docs: "https://postmarkapp.com/developer/webhooks/webhooks-overview",
  signature: { scheme: "basic" },
  key: [
    "{json:ID}:{json:RecordType}",
    "{json:MessageID}:{json:RecordType}[:{json:Recipient}][:{json:ReceivedAt}][:{json:DeliveredAt}]",
  ],
  keyNote: "Bounces have an ID; other records are told apart by message, kind, recipient and time.",
  type: "{json:RecordType}",
  ack: { status: 200 },
  retry: "about 10 with growing gaps",
  notes: ["The secret is `user:password` of the URL. It proves the sender; the body is not signed."],
  evidence: {
    signature: "read in code of hookdeck/webhook-skills",
    operations: "unverified",
    sources: ["hookdeck/webhook-skills skills/postmark-webhooks"],
  },
});
