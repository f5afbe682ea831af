import { makeAwsSns, SNS_HOST } from "../verify/odd/aws-sns.ts";
import { defineProvider } from "./provider.ts";

export const awsSns = defineProvider({
  id: "aws-sns",
  name: "AWS SNS",
  docs: "https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html",
  signature: {
    scheme: "odd",
    odd: "aws-sns",
    make: makeAwsSns,
    time: { at: "{json:Timestamp}", unit: "iso", tolerance: 3_600_000, because: "AWS samples, from memory" },
  },
  options: { topics: { about: "Further topics (ARNs) that may send here.", type: "strings" } },
  key: ["{json:MessageId}", "{header:x-amz-sns-message-id}"],
  type: "{json:Type}",
  greetings: [
    {
      name: "SubscriptionConfirmation",
      signed: true,
      when: { json: { Type: "SubscriptionConfirmation" } },
      token: { at: "{json:TopicArn}", option: "topics" },
      visit: { at: "{json:SubscribeURL}", hosts: [SNS_HOST] },
      answer: { status: 200 },
    },
  ],
  ack: { status: 202 },
  timeout: "15 s",
  retry: "per delivery policy; default tens of attempts; 4xx other than 429 is final",
  notes: [
    "The secret is the ARN of the topic: AWS signs for every account alike, so the topic is what makes a message yours.",
    "A subscription is confirmed only for a topic that is named, and only at AWS.",
    "Retries may come days later: raise `tolerance` where they should still count.",
  ],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    greeting: "read in code of webhook-co/webhook (bespoke/aws-sns.ts, confirmation left to the operator)",
    sources: ["webhook-co/webhook (packages/webhooks-spec) bespoke/aws-sns.ts"],
  },
});
