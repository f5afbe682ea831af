import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verify } from "../verify/verify.ts";
import { type LongRun, startHookinbox } from "./process.fixture.ts";
import { hookinbox, lines, project } from "./run.fixture.ts";

const SECRET = "whsec_only-the-tests-of-send-know-it";
const CONFIG = `export default { sources: {
  pay: { provider: "stripe", secret: ${JSON.stringify(SECRET)} },
  hub: { provider: "github", secret: ${JSON.stringify(SECRET)}, path: "/hooks/hub" },
  hub2: { provider: "github", secret: "another secret of a test" },
}, log: { level: "silent" } };`;

const { folder, remove } = project({ "hookinbox.config.mjs": CONFIG });
let server: LongRun;
let port: string;
let admin: string;
beforeAll(async () => {
  server = startHookinbox(folder, ["serve", "--port", "0", "--admin-port", "0"]);
  [, port = "", admin = ""] = await server.saying(/ready: http:\/\/[^:]+:(\d+)\S*.*admin (\S+)/);
});
afterAll(async () => {
  server.kill("SIGKILL");
  await server.ended;
  remove();
});

const stored = async (): Promise<{ source: string; type: string; key: string }[]> =>
  ((await (await fetch(`${admin}/api/events?limit=100`)).json()) as { items: [] }).items;
const send = (...args: string[]) => hookinbox(folder, "send", ...args);

describe("hookinbox send", () => {
  test("a sample goes to the config's source of its provider, signed with its secret, and each is a new event", async () => {
    const ran = await send("stripe", "invoice.paid", "-p", port, "--count", "30", "--json");
    expect(ran.code, ran.stderr).toBe(0);
    const answers = lines(ran.stdout) as { status: number; answer: { status: string; id: string } }[];
    expect(answers.map(({ status, answer }) => [status, answer.status])).toEqual(Array(30).fill([202, "accepted"]));
    expect(new Set(answers.map(({ answer }) => answer.id)).size).toBe(30);
    expect((await stored()).every(({ source, type }) => source === "pay" && type === "invoice.paid")).toBe(true);
  });

  test("two sources of a provider: one has to be named; a path of its own is used; a key twice is a duplicate", async () => {
    const several = await send("github", "issues.opened", "-p", port);
    expect(several).toMatchObject({ code: 2, stderr: expect.stringContaining("--source hub or --source hub2") });
    const args = ["github", "issues.opened", "-p", port, "--source", "hub", "--key", "same"];
    expect(await send(...args)).toMatchObject({ code: 0, stdout: expect.stringMatching(/202 {2}accepted {2}evt_/) });
    expect((await send(...args)).stdout).toMatch(/202 {2}duplicate {2}evt_/);
    expect((await stored())[0]).toMatchObject({ source: "hub", type: "issues.opened", key: "same" });
  });

  test("a scenario sends its steps in turn, and ids hold from step to step", async () => {
    const steps =
      "- send: stripe checkout.session.completed\n- send: stripe invoice.paid\n  delay: 10ms\n  set: { data.object.total: 9900 }\n- send: stripe charge.refunded\n";
    writeFileSync(join(folder, "checkout.yaml"), steps);
    const ran = await send("--scenario", "checkout.yaml", "-p", port);
    expect(ran.code, ran.stderr).toBe(0);
    const ids = [...ran.stdout.matchAll(/accepted {2}(evt_\S+)/g)].map(([, id]) => id);
    const bodies = await Promise.all(
      ids.map(
        async (id) =>
          (await (await fetch(`${admin}/api/events/${id}/body`)).json()) as {
            type: string;
            data: { object: Record<string, unknown> };
          },
      ),
    );
    expect(bodies.map(({ type }) => type)).toEqual(["checkout.session.completed", "invoice.paid", "charge.refunded"]);
    expect(new Set(bodies.map(({ data }) => data.object.customer)).size).toBe(1);
    expect(bodies[0]?.data.object.invoice).toBe(bodies[1]?.data.object.id);
    expect(bodies[1]?.data.object.total).toBe(9900);
    writeFileSync(join(folder, "bad.json"), JSON.stringify([{ send: "stripe invoice.paid" }, { sned: "x" }]));
    const bad = await send("--scenario", "bad.json", "-p", port);
    expect(bad).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining('Did you mean "send"?') });
  });

  test("any address, a secret from elsewhere, a body byte for byte; what is not 2xx is exit code 1", async () => {
    const got: { message: IncomingMessage; body: Buffer }[] = [];
    const app = createServer(async (message, response) => {
      const parts: Buffer[] = [];
      for await (const part of message) parts.push(part as Buffer);
      got.push({ message, body: Buffer.concat(parts) });
      response.writeHead(418).end("no");
    });
    await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}/any?where=1`;
    writeFileSync(join(folder, "secret.txt"), "slack secret of a test\n");
    const body = '{ "event" : { "type":"app_mention" },\r\n "event_id":"Ev1" }';
    writeFileSync(join(folder, "body.json"), body);
    const ran = await send("slack", "app_mention", "--to", url, "--secret-file", "secret.txt", "--body", "body.json");
    app.close();
    expect(ran).toMatchObject({ code: 1, stdout: expect.stringMatching(/418 {2}refused {2}no/) });
    expect(got[0]?.body.toString()).toBe(body);
    const { headers, url: path } = got[0]!.message;
    const request = { url: path, headers: headers as Record<string, string>, body: got[0]!.body };
    expect(await verify("slack", request, { secret: "slack secret of a test" })).toMatchObject({
      ok: true,
      type: "app_mention",
    });
  });

  test("of many, those that nothing answers are counted, and the rest is sent", async () => {
    let came = 0;
    const app = createServer((message, response) => {
      came++;
      if (came % 10 === 5) message.socket.destroy();
      else response.end("ok");
    });
    await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
    const to = `http://127.0.0.1:${(app.address() as AddressInfo).port}/`;
    const ran = await send("stripe", "invoice.paid", "--to", to, "--source", "pay", "--count", "50");
    app.closeAllConnections();
    app.close();
    expect(ran).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/\n50 sent: 45 answered, 5 unanswered; \d+ a second/),
    });
    expect(ran.stdout).toContain("Nothing answers at");
    expect(came).toBe(50);
  });

  test("what was mistyped is answered with what is near, and nothing is sent", async () => {
    const before = (await stored()).length;
    const cases: [string[], RegExp, number][] = [
      [["strype", "invoice.paid"], /Did you mean "stripe"/, 2],
      [["stripe", "invoice.payd", "-p", port], /Did you mean "invoice.paid"/, 2],
      [["stripe", "invoice.paid", "-p", port, "--set", "data.object.totl=1"], /Did you mean "data.object.total"/, 2],
      [["stripe"], /Which event of stripe/, 2],
      [["linear", "Issue.create"], /no source of Linear/, 2],
      [["stripe", "invoice.paid", "--to", "http://127.0.0.1:9/"], /Nothing answers at http:\/\/127.0.0.1:9/, 1],
    ];
    const ran = await Promise.all(cases.map(([args]) => send(...args)));
    for (const [i, [args, said, code]] of cases.entries()) {
      expect(ran[i]?.stderr, args.join(" ")).toMatch(said);
      expect(ran[i]?.code, args.join(" ")).toBe(code);
    }
    expect(await stored()).toHaveLength(before);
  });

  test("--print gives a command that sends the same; --list what there is", async () => {
    const shown = await send("stripe", "invoice.paid", "--print", "-p", port);
    expect(shown.stdout).toMatch(/^curl -i -X POST 'http:\/\/127.0.0.1:\d+\/in\/pay' \\\n/);
    expect(shown.stdout).not.toContain(SECRET);
    const list = lines((await send("--list", "--json")).stdout) as { provider: string; types: string[] }[];
    expect(list.length).toBeGreaterThanOrEqual(60);
  });
});
