import { defineProvider } from "./provider.ts";

export const kinde = defineProvider({
  id: "kinde",
  name: "Kinde",
  docs: "https://docs.kinde.com/integrate/webhooks/about-webhooks/",
  signature: (options) => ({
    scheme: "jwt",
    inBody: true,
    algorithms: ["RS256"],
    claims: { iss: "{option:domain}" },
    fetch: { kind: "jwks", url: "{option:domain}/.well-known/jwks", hosts: [hostOf(options.domain)] },
    leeway: 60_000,
  }),
  options: { domain: { about: "Your Kinde domain: `https://example.kinde.com`.", type: "string", required: true } },
  key: "{claim:body.event_id}",
  type: "{claim:body.type}",
  notes: ["The body is the token: the event is its claims."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});

function hostOf(domain: unknown): string {
  const host = typeof domain === "string" && URL.canParse(domain) ? new URL(domain).hostname : "invalid";
  return host.replaceAll(".", "\\.");
}
