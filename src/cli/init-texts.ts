import type { Provider } from "../providers/provider.ts";

/** A type that each provider is known to send, so that the first handler can be more than `*`. */
const SAMPLE_TYPES: Readonly<Record<string, string>> = {
  github: "issues.opened",
  stripe: "invoice.paid",
  chargify: "payment_success",
  "chargify-md5": "payment_success",
  shopify: "orders/create",
  slack: "app_mention",
};

/** Options that a provider cannot do without, each with a value to begin from. */
export const sampleOptions = (provider: Provider): Record<string, string> =>
  Object.fromEntries(
    Object.entries(provider.options ?? {})
      .filter(([, rule]) => rule.required)
      .map(([name, rule]) => [name, rule.values?.[0] ?? (name === "header" ? "x-signature" : `your-${name}`)]),
  );

export function configText(provider: Provider, source: string, variable: string | undefined): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(source) ? source : JSON.stringify(source);
  const options = Object.entries(sampleOptions(provider)).map(
    ([name, value]) => `\n      // ${provider.options?.[name]?.about ?? ""}\n      ${name}: ${JSON.stringify(value)},`,
  );
  const secret =
    variable === undefined
      ? ""
      : `
      // Read from .env beside this file. While a secret is being changed, list both: [new, old]
      secret: process.env.${variable},`;
  const unverified =
    provider.id === "none"
      ? `\n      // It verifies nothing: only loopback, unless you set\n      // allowUnverified: true,`
      : "";
  return `// Everything that can be set is described by this type.
/** @type {import("hookinbox").Config} */
export default {
  // A file beside this one. Every event is flushed to it before it is answered.
  store: "sqlite:./hookinbox.db",

  // Each source receives at POST /in/<its name>
  sources: {
    ${key}: {
      provider: ${JSON.stringify(provider.id)},${secret}${options.join("")}${unverified}
      // path: "/webhooks/${source}",        // an address of its own, beside /in/${source}
      // mode: "sync",                       // answer only after the handlers have run
      // retry: ["10s", "1m", "10m", "1h"],  // delays between attempts; default: ten over a day
    },
  },

  // Your functions: see that file.
  handlers: "./handlers.mjs",

  // publicUrl: "https://inbox.example.com",   // what the world calls this server; for providers that sign the URL
  // retention: { bodies: "30d", keys: "90d", quarantine: "7d" },
};
`;
}

export function handlersText(provider: Provider, source: string): string {
  const type = SAMPLE_TYPES[provider.id];
  const key = /^[A-Za-z_$][\w$]*$/.test(source) ? source : JSON.stringify(source);
  const first =
    type === undefined
      ? ""
      : `    // One type of event. "prefix.*" takes several.
    ${JSON.stringify(type)}: async (event, ctx) => {
      ctx.log.info("handling", { id: event.id, attempt: ctx.attempt });
      // event.payload is the parsed body, event.body its bytes.
      // Return: done. Throw: tried again later.
    },

`;
  return `// Run in the background, after the sender has its answer. Each may run more than once: make it safe to repeat.
export default {
  ${key}: {
${first}    // Every type.
    "*": async (event, ctx) => {
      ctx.log.info("received", { type: event.type, key: event.key });
    },
  },
};
`;
}

export function envText(provider: Provider, variable: string, made: { secret: string; advice?: string }): string {
  const hint =
    made.secret === ""
      ? `# ${made.advice ?? `The key that ${provider.name} gives you.`}`
      : `# The secret of ${provider.name}. Where you may choose it, choose this random one; where ${provider.name} gives you one, put that here.`;
  return `${hint}${provider.docs === undefined ? "" : `\n# ${provider.docs}`}\n${variable}=${made.secret}\n`;
}
