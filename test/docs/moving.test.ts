import { spawnSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type SignedRequest, sign } from "../../src/index.ts";
import { freePort } from "../free-port.fixture.ts";
import { CLI, type Consumer, createConsumer, patiently, type Started, start } from "./consumer.fixture.ts";
import { allSnippets, snippetsOf } from "./snippets.ts";

/** docs/moving-from-flask.md: the config and the handlers of the page take the place of its Flask app. */

const SECRET = "only for this test";
let consumer: Consumer;
let inbox: Started;
let port: number;
/** The app that stays: it hears of payments on loopback, and is away at first. */
let app: Server;
const heard: { path: string | undefined; body: string; key: unknown }[] = [];

beforeAll(async () => {
  consumer = createConsumer();
  let away = 1;
  app = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      if (away-- > 0) return void response.writeHead(503).end();
      heard.push({ path: request.url, body, key: request.headers["idempotency-key"] });
      response.end();
    });
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  const appPort = (app.address() as { port: number }).port;
  for (const { file, text } of snippetsOf("docs/moving-from-flask.md"))
    if (file !== undefined)
      // Its default schedule begins with 10 s.
      consumer.write(
        file,
        text.replace(":5000", `:${appPort}`).replace("  handlers:", '  work: { retry: ["50ms"] },\n  handlers:'),
      );
  port = await freePort();
  const ports = ["--port", String(port), "--admin-port", "0"];
  inbox = start([CLI, "serve", ...ports], consumer.folder, { CHARGIFY_SECRET: SECRET });
  await patiently(inbox, () => fetch(`http://127.0.0.1:${port}/readyz`));
});
afterAll(async () => {
  await inbox.stop();
  app.close();
  consumer.remove();
});

const send = ({ headers, body }: SignedRequest) =>
  fetch(`http://127.0.0.1:${port}/api/customer_signup/`, {
    method: "POST",
    headers: { ...headers },
    body: Buffer.from(body),
  });

test("a form of Chargify at the old path: 200, and the app hears of it once, though it was away", async () => {
  const form = "id=17&event=payment_success&payload[customer][id]=7&payload[customer][email]=ada@example.com";
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const request = sign("chargify", { headers, body: form }, { secret: SECRET, key: "17" });
  const first = await send(request);
  expect(first.status, inbox.output()).toBe(200);
  const { id } = (await first.json()) as { id: string };
  expect(await (await send(request)).json()).toEqual({ status: "duplicate", id });
  await expect
    .poll(() => heard, { timeout: 20_000 })
    .toEqual([{ path: "/payments", body: '{"customer":"7"}', key: id }]);
});

const python = allSnippets().filter(({ language }) => language === "python");
const missing = spawnSync("python3", ["--version"]).status === 0 ? undefined : "there is no python3 here";
if (missing) console.log(`skipped: the Python of the pages: ${missing}`);

test.skipIf(missing)("the Python of the pages is Python", () => {
  expect(python.length).toBeGreaterThan(0);
  for (const { place, text } of python) {
    const { status, stderr } = spawnSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], {
      input: text,
      encoding: "utf8",
    });
    expect(status, `${place}: ${stderr}`).toBe(0);
  }
});
