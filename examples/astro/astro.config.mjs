import node from "@astrojs/node";
import { defineConfig } from "astro/config";

export default defineConfig({
  output: "server",
  adapter: node({ mode: "standalone" }),
  server: { port: 3000, host: true },
  // Senders have no origin: with the check Astro refuses those that send forms.
  security: { checkOrigin: false },
});
