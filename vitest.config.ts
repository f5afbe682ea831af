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

/** These watch the clock, or the bytes that a disk has, while a process dies: each has the machine to itself. The rest shares it. */
const ALONE = [
  "test/faults/{kill,power-loss}.test.ts",
  "test/postgres/{clocks,pauses,standby}.test.ts",
  "test/backlog-cost.test.ts",
];

const common = { testTimeout: 60_000, hookTimeout: 60_000, server: { deps: { external: [/\/dist\//] } } };

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [whatShips],
        test: { ...common, name: "alone", include: ALONE, maxWorkers: 1, sequence: { groupOrder: 0 } },
      },
      {
        plugins: [whatShips],
        test: {
          ...common,
          name: "side by side",
          include: ["src/**/*.test.ts", "dashboard/src/**/*.test.ts", "test/**/*.test.ts"],
          exclude: ALONE,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
