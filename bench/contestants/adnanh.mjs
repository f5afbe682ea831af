import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { nothingProgram, SECRET } from "../lib/load.mjs";
import { answers, freePort, launch, until } from "../lib/processes.mjs";
import { missing } from "../lib/programs.mjs";

const hook = (command) => ({
  id: "github",
  "execute-command": command,
  "http-methods": ["POST"],
  "success-http-response-code": 202,
  "trigger-rule": {
    match: {
      type: "payload-hmac-sha256",
      secret: SECRET,
      parameter: { source: "header", name: "X-Hub-Signature-256" },
    },
  },
  "trigger-rule-mismatch-http-response-code": 401,
});

export const adnanh = {
  name: "adnanh",
  title: "adnanh/webhook, an empty command",
  unavailable: () => missing(["webhook"]),
  async start({ dir }) {
    const port = await freePort();
    const hooks = join(dir, "hooks.json");
    writeFileSync(hooks, JSON.stringify([hook(nothingProgram())]));
    const server = launch("webhook", "webhook", ["-hooks", hooks, "-ip", "127.0.0.1", "-port", String(port)], { dir });
    await until(server, answers(port));
    return { port, path: "/hooks/github", processes: [server] };
  },
};
