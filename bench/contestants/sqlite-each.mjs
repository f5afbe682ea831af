import { join } from "node:path";
import { SECRET } from "../lib/load.mjs";
import { servers } from "../lib/paths.mjs";
import { freePort, launch, saysReady, until } from "../lib/processes.mjs";

export const sqliteEach = {
  name: "sqlite-each",
  title: "node:http, one flushed commit a request",
  async start({ dir }) {
    const port = await freePort();
    const env = { PORT: String(port), SECRET, DB: join(dir, "each.db"), NODE_ENV: "production" };
    const server = launch("sqlite-each", process.execPath, [join(servers, "sqlite-each.mjs")], { dir, env });
    await until(server, saysReady(server));
    return { port, path: "/github", processes: [server] };
  },
};
