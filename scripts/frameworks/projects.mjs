// Frameworks that take `inbox.fetch`, each as the least project that it builds. `globalThis.here` is what the test puts there.
import { readFileSync } from "node:fs";

/** What the framework's example asks npm for, the inbox aside: what is judged is what is shown. */
function packagesOf(example) {
  const file = new URL(`../../examples/${example}/package.json`, import.meta.url);
  const { dependencies, devDependencies } = JSON.parse(readFileSync(file, "utf8"));
  const { hookinbox: _, ...others } = { ...dependencies, ...devDependencies };
  return Object.entries(others).map(([name, range]) => `${name}@${range}`);
}

const call = (request, source) => `globalThis.here.hook(${request}, ${source})`;
const joined = { fix: "clone()", joinsHeaders: true };

export const PROJECTS = {
  sveltekit: {
    packages: packagesOf("sveltekit"),
    shown: ["@sveltejs/kit", "@sveltejs/adapter-node"],
    files: {
      "vite.config.js": `import { sveltekit } from "@sveltejs/kit/vite";\nexport default { plugins: [sveltekit()] };`,
      "svelte.config.js": `import adapter from "@sveltejs/adapter-node";
export default { kit: { adapter: adapter(), csrf: { trustedOrigins: ["*"] } } };`,
      "src/app.html": "<html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>",
      "src/routes/hooks/[source]/+server.js": `export const trailingSlash = "ignore";
export const fallback = ({ request, params }) => ${call("request", "params.source")};`,
      "src/routes/parsed/[source]/+server.js": `export const POST = async ({ request, params }) => {
  await request.json();
  return ${call("request", "params.source")};
};`,
      "listener.mjs": `process.env.BODY_SIZE_LIMIT = "25M";
export default (await import("./build/handler.js")).handler;`,
    },
    build: ["vite", "build"],
    traits: { ...joined, needsType: true },
  },
  "react-router": {
    packages: packagesOf("react-router"),
    shown: ["react-router", "@react-router/node"],
    files: {
      "vite.config.js": `import { reactRouter } from "@react-router/dev/vite";\nexport default { plugins: [reactRouter()] };`,
      "app/root.jsx": `import { Outlet } from "react-router";\nexport default () => <Outlet />;`,
      "app/routes.js": `import { route } from "@react-router/dev/routes";
export default [route("hooks/:source", "./hooks.js"), route("parsed/:source", "./parsed.js")];`,
      "app/hooks.js": `export const action = ({ request, params }) => ${call("request", "params.source")};
export const loader = action;`,
      "app/parsed.js": `export const action = async ({ request, params }) => {
  await request.json();
  return ${call("request", "params.source")};
};`,
      "listener.mjs": `import { createRequestListener } from "@react-router/node";
import * as build from "./build/server/index.js";
export default createRequestListener({ build });`,
    },
    build: ["react-router", "build"],
    traits: joined,
  },
  astro: {
    packages: packagesOf("astro"),
    shown: ["astro", "@astrojs/node"],
    files: {
      "astro.config.mjs": `import node from "@astrojs/node";
export default { output: "server", adapter: node({ mode: "middleware" }), security: { checkOrigin: false } };`,
      "src/pages/hooks/[source].js": `export const prerender = false;
export const ALL = ({ request, params }) => ${call("request", "params.source")};`,
      "src/pages/parsed/[source].js": `export const prerender = false;
export const POST = async ({ request, params }) => {
  await request.json();
  return ${call("request", "params.source")};
};`,
      "listener.mjs": `export { handler as default } from "./dist/server/entry.mjs";`,
    },
    build: ["astro", "build"],
    env: { ASTRO_TELEMETRY_DISABLED: "1" },
    traits: { ...joined },
  },
  nuxt: {
    packages: packagesOf("nuxt"),
    shown: ["nuxt", "nitropack", "h3"],
    files: {
      "nuxt.config.mjs": `export default { telemetry: false, nitro: { preset: "node" } };`,
      "app/app.vue": "<template><p>here</p></template>",
      "server/routes/hooks/[source].js": `export default defineEventHandler((event) =>
  ${call("toWebRequest(event)", 'getRouterParam(event, "source")')},
);`,
      "server/routes/parsed/[source].post.js": `export default defineEventHandler(async (event) => {
  await readBody(event);
  return ${call("toWebRequest(event)", 'getRouterParam(event, "source")')};
});`,
      "listener.mjs": `export { listener as default } from "./.output/server/index.mjs";`,
    },
    build: ["nuxt", "build"],
    // h3 1 keeps the bytes that it has parsed, and hands them over again.
    keepsBytes: true,
    traits: { ...joined, parsesRaw: true },
  },
  next: {
    packages: ["next@16", "react@19", "react-dom@19"],
    shown: ["next"],
    files: {
      "app/layout.js": `export default ({ children }) => <html><body>{children}</body></html>;`,
      "app/hooks/[source]/route.js": `export const dynamic = "force-dynamic";
export const POST = (request, context) => globalThis.here.toNext(globalThis.here.inbox)(request, context);
export const GET = POST;`,
      "app/parsed/[source]/route.js": `export const dynamic = "force-dynamic";
export const POST = async (request, context) => {
  await request.json();
  return globalThis.here.toNext(globalThis.here.inbox)(request, context);
};`,
      "next.config.mjs": `export default { skipTrailingSlashRedirect: true };`,
      "listener.mjs": `import next from "next";
const app = next({ dev: false, dir: import.meta.dirname });
await app.prepare();
export default app.getRequestHandler();`,
    },
    build: ["next", "build"],
    env: { NEXT_TELEMETRY_DISABLED: "1" },
    traits: { fix: "json()", joinsHeaders: true, groupsQuery: true },
  },
};
