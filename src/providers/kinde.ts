import type { Options } from "./provider.ts";
import { defineProvider } from "./provider.ts";
import type { JwtSignature } from "./signature.ts";

export const kinde = defineProvider({
  id: "kinde",
  name: "Kinde",
  docs: "https://docs.kinde.com/integrate/webhooks/about-webhooks/",
  signature: toSignature,
  options: {
    domain: {
      about:
        "Your Kinde domain: `https://example.kinde.com`. Left out: the secret is the public key, as PEM or JSON Web Key.",
      type: "string",
    },
  },
  key: "{claim:body.event_id}",
  type: "{claim:body.type}",
  notes: ["The body is the token: the event is its claims."],
  evidence: {
    signature: "read in code of webhook-co/webhook (packages/webhooks-spec)",
    operations: "unverified",
    sources: ["webhook-co/webhook (packages/webhooks-spec)"],
  },
});

function toSignature({ domain }: Options): JwtSignature {
  const token = { scheme: "jwt", inBody: true, algorithms: ["RS256"], leeway: 60_000 } as const;
  if (typeof domain !== "string") return token;
  const host = URL.canParse(domain) ? new URL(domain).hostname : "invalid";
  const hosts = [host.replaceAll(".", "\\.")];
  return {
    ...token,
    claims: { iss: "{option:domain}" },
    fetch: { kind: "jwks", url: "{option:domain}/.well-known/jwks", hosts },
  };
}
