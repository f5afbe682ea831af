// What the image runs here: the store of compose.yaml and of the manifests, secrets from the environment.
export default {
  store: process.env.DATABASE_URL ?? "sqlite:/data/hookinbox.db",
  sources: { github: { provider: "github", secret: process.env.GITHUB_WEBHOOK_SECRET } },
  handlers: "./handlers.mjs",
};
