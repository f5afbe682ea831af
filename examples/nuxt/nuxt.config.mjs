export default defineNuxtConfig({
  compatibilityDate: "2026-01-01",
  telemetry: false,
  // Loaded from node_modules: Nitro would copy what it sees imported, and not the SQLite that older versions of Node need.
  nitro: { rollupConfig: { external: ["hookinbox"] } },
});
