import { existsSync } from "node:fs";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const src = fileURLToPath(new URL("src", import.meta.url));
const dist = fileURLToPath(new URL("dist", import.meta.url));

/** Tests import `./thing.ts` and get `dist/thing.js`: what is judged is the very code that ships, threads included. */
const whatShips = {
  name: "what-ships",
  enforce: "pre" as const,
  async resolveId(
    this: { resolve: (s: string, i?: string, o?: object) => Promise<{ id: string } | null> },
    source: string,
    importer?: string,
  ) {
    if (!source.startsWith(".") || !importer || /\.(suite|fixture)\.ts$/.test(source)) return null;
    const found = await this.resolve(source, importer, { skipSelf: true });
    if (!found?.id.startsWith(src + sep) || !found.id.endsWith(".ts")) return null;
    const built = dist + found.id.slice(src.length, -3) + ".js";
    return existsSync(built) ? { id: built, external: true } : null;
  },
};

export default defineConfig({
  plugins: [whatShips],
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    server: { deps: { external: [/\/dist\//] } },
  },
});
