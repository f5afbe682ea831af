import { join } from "node:path";
import { servers } from "../lib/paths.mjs";
import { freePort, launch, saysReady, until } from "../lib/processes.mjs";

export const bare = {
  name: "bare",
  title: "bare node:http, answers 202",
  async start({ dir }) {
    const port = await freePort();
    const server = launch("bare", process.execPath, [join(servers, "bare.mjs")], { dir, env: { PORT: String(port) } });
    await until(server, saysReady(server));
    return { port, path: "/github", processes: [server] };
  },
};
