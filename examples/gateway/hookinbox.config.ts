// A server of its own. Run: node dist/cli.js serve --config examples/gateway/hookinbox.config.ts
import { defineConfig } from "hookinbox";
import { curlFor } from "../curl.mjs";

const secret = "example-only-secret";
const flag = process.argv.indexOf("--port");

if (process.argv.includes("serve"))
  console.log(curlFor(flag < 0 ? 8420 : Number(process.argv[flag + 1]), "/hooks/github", secret));

export default defineConfig({
  store: "sqlite:./hookinbox.db",
  sources: {
    // A path of its own, as an older endpoint had; /in/github works as well.
    github: { provider: "github", secret, path: "/hooks/github" },
  },
  handlers: "./handlers.ts",
});
