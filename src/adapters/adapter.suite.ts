import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { headerAll } from "../headers.ts";
import type { Inbox } from "../inbox.ts";
import { LIMIT, type PlainInbox, plainInbox } from "./plain-inbox.fixture.ts";
import { httpText, rawClient } from "./raw-socket.fixture.ts";

export interface Mounted {
  /** Where `<base>/<source>` receives, over a real socket: `http://127.0.0.1:4000/hooks`. */
  readonly base: string;
  /** The same with the framework's own JSON parser in front; left out where the framework has none. */
  readonly parsed?: string;
  /** The same with the framework's own way of keeping raw bytes in front. */
  readonly raw?: string;
  close(): Promise<void>;
}

export interface AdapterTraits {
  /** Words that the refusal of a parsed body must hold: the framework's own fix. */
  readonly fix?: string;
  /** The framework joins duplicates of a header, so that their number is lost (the web's `Headers`). */
  readonly joinsHeaders?: boolean;
  /** The framework parses the bytes that it keeps as well, and refuses by itself what does not parse. */
  readonly parsesRaw?: boolean;
  /** The framework takes a request without Content-Type for one without a body. */
  readonly needsType?: boolean;
  /** The framework puts parameters of one name side by side. */
  readonly groupsQuery?: boolean;
}

/** What every adapter must do, judged over real sockets. An adapter's own test is how it is mounted. */
export function adapterSuite(
  name: string,
  mount: (inbox: Inbox) => Promise<Mounted>,
  traits: AdapterTraits = {},
): void {
  describe(name, () => {
    let inbox: PlainInbox;
    let mounted: Mounted;
    beforeAll(async () => {
      const plain = plainInbox();
      inbox = plain;
      mounted = await mount(plain);
    });
    afterAll(() => mounted.close());

    const type: Record<string, string> = traits.needsType ? { "content-type": "application/octet-stream" } : {};
    const post = (url: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
      fetch(url, { method: "POST", body, headers: { ...type, ...headers } });
    const head = (...more: string[]) => ["Host", "a", ...Object.entries(type).flat(), ...more];
    const last = () => {
      const taken = inbox.taken.at(-1);
      if (!taken) throw new Error("nothing arrived");
      return taken;
    };
    const pathOf = (url: string) => new URL(url).pathname;

    test("bytes arrive as they were sent: NUL, invalid UTF-8, line ends, spaces", async () => {
      const body = Uint8Array.from([0x7b, 0x00, 0xff, 0xfe, 0xc3, 0x28, 0x0d, 0x0a, 0x20, 0x09, 0x0a, 0x7d]);
      const answer = await post(`${mounted.base}/github`, body, { "content-type": "application/json" });
      expect(answer.status).toBe(202);
      expect([...last().body]).toEqual([...body]);
    });

    test("the answer goes out as it is", async () => {
      const answer = await post(`${mounted.base}/github`, "1234");
      expect(answer.headers.get("x-own")).toBe("1");
      expect(answer.headers.get("content-type")).toBe("application/json");
      expect(await answer.text()).toBe('{"size":4}');
    });

    test("an empty body is no body", async () => {
      const answer = await fetch(`${mounted.base}/github`, { method: "POST" });
      expect(answer.status).toBe(202);
      expect(last().body.length).toBe(0);
    });

    test("method, path and query are kept", async () => {
      await post(`${mounted.base}/github?a=1&b=%2F&a=2`, "{}");
      const { method, url } = last();
      expect(method).toBe("POST");
      expect(url.slice(url.indexOf(pathOf(mounted.base)))).toBe(
        `${pathOf(mounted.base)}/github?${traits.groupsQuery ? "a=1&a=2&b=%2F" : "a=1&b=%2F&a=2"}`,
      );
    });

    test("a handshake by GET arrives with its query, and the provider reads the answer", async () => {
      const answer = await fetch(`${mounted.base}/github?hub.mode=subscribe&hub.challenge=a%2Fb`);
      expect(answer.status).toBe(202);
      expect(await answer.text()).toBe('{"size":0}');
      const { method, url, source, body } = last();
      expect({ method, source, size: body.length }).toEqual({ method: "GET", source: "github", size: 0 });
      expect(url).toContain("/github?hub.mode=subscribe&hub.challenge=a%2Fb");
    });

    test("a handshake by HEAD arrives as one, and its answer has no body", async () => {
      const answer = await fetch(`${mounted.base}/github`, { method: "HEAD" });
      expect(answer.status).toBe(202);
      expect(await answer.text()).toBe("");
      expect(last()).toMatchObject({ method: "HEAD", source: "github" });
    });

    test("the source is the path's last part", async () => {
      await post(`${mounted.base}/stripe`, "{}");
      expect(last().source).toBe("stripe");
      await post(`${mounted.base}/stripe/?x=/y`, "{}");
      expect(last().source).toBe("stripe");
    });

    test("duplicate headers are all there", async () => {
      const client = await rawClient(mounted.base);
      const sent = head("X-Sig", "one", "x-sig", "two", "Content-Length", "2", "Connection", "close");
      client.write(httpText(`POST ${pathOf(mounted.base)}/github`, sent, "{}"));
      expect((await client.answer()).status).toBe(202);
      expect(headerAll(last().headers, "x-sig")).toEqual(traits.joinsHeaders ? ["one, two"] : ["one", "two"]);
      client.socket.destroy();
    });

    test("a body of 5 MB arrives whole, announced or chunked", async () => {
      const body = Buffer.alloc(5 * 1024 * 1024, "0123456789abcdef\n");
      const sum = createHash("sha256").update(body).digest("hex");
      const chunked = new ReadableStream({
        start(controller) {
          for (let at = 0; at < body.length; at += 65_536)
            controller.enqueue(new Uint8Array(body.subarray(at, at + 65_536)));
          controller.close();
        },
      });
      const requests: RequestInit[] = [{ body }, { body: chunked, duplex: "half" } as RequestInit];
      for (const request of requests) {
        const answer = await fetch(`${mounted.base}/github`, { method: "POST", headers: type, ...request });
        expect(answer.status).toBe(202);
        expect(createHash("sha256").update(last().body).digest("hex")).toBe(sum);
      }
    });

    test("a body above the limit is refused, announced or not, and the sender gets to read it", async () => {
      const before = inbox.taken.length;
      const client = await rawClient(mounted.base);
      client.write(httpText(`POST ${pathOf(mounted.base)}/github`, head("Content-Length", String(LIMIT + 1))));
      expect((await client.answer()).status).toBe(413);
      client.socket.destroy();

      const chunked = await rawClient(mounted.base);
      chunked.write(httpText(`POST ${pathOf(mounted.base)}/github`, head("Transfer-Encoding", "chunked")));
      const part = "x".repeat(0x20000);
      for (let sent = 0; sent <= LIMIT; sent += part.length) chunked.write(`20000\r\n${part}\r\n`);
      const answer = await chunked.answer();
      expect(answer.status).toBe(413);
      // A framework may send it in chunks.
      expect(answer.body).toContain('"code":"BODY_TOO_LARGE"');
      chunked.socket.destroy();
      expect(inbox.taken.length).toBe(before);
    });

    test("a body that is cut off never arrives", async () => {
      const before = inbox.taken.length;
      const client = await rawClient(mounted.base);
      client.write(httpText(`POST ${pathOf(mounted.base)}/github`, head("Content-Length", "100"), "only this"));
      client.socket.end();
      await client.closed();
      expect(inbox.taken.length).toBe(before);
      expect((await post(`${mounted.base}/github`, "still there")).status).toBe(202);
    });

    test("a refusal before the body is read reaches a sender that writes everything first", async () => {
      const body = Buffer.alloc(7 * 1024 * 1024, "x");
      const client = await rawClient(mounted.base);
      client.socket.pause();
      client.write(httpText(`POST ${pathOf(mounted.base)}/unread`, head("Content-Length", String(body.length))));
      await new Promise<void>((resolve) => client.socket.write(body, () => resolve()));
      client.socket.resume();
      const answer = await client.answer();
      expect(answer.status).toBe(401);
      expect(answer.body).toContain("no signature");
      client.socket.destroy();
    });

    test("an unknown source is answered too", async () => {
      expect((await post(`${mounted.base}/gone`, "{}")).status).toBe(404);
    });

    test("a body that was parsed before is refused, and the text names the fix", async ({ skip }) => {
      if (!mounted.parsed) return skip("this framework has no parser in front");
      const before = inbox.taken.length;
      const answer = await post(`${mounted.parsed}/github`, '{"a": 1}', { "content-type": "application/json" });
      expect(answer.status).toBe(500);
      const problem = (await answer.json()) as { code: string; advice: string };
      expect(problem.code).toBe("BODY_ALREADY_PARSED");
      expect(problem.advice).toContain(traits.fix ?? "raw");
      expect(inbox.taken.length).toBe(before);
    });

    test("the framework's own raw body is as good", async ({ skip }) => {
      if (!mounted.raw) return skip("this framework has no raw body of its own");
      const body = traits.parsesRaw
        ? new Uint8Array(Buffer.from('{ "a" : "\\u00e9é",\r\n"a":1e0 }'))
        : Uint8Array.from([0x7b, 0x00, 0xff, 0x20, 0x7d]);
      const answer = await post(`${mounted.raw}/github`, body, { "content-type": "application/json" });
      expect(answer.status).toBe(202);
      expect([...last().body]).toEqual([...body]);

      // Frameworks stop at 100 KB unless they are told otherwise, and a push to GitHub may have more.
      const large = new Uint8Array(Buffer.from(JSON.stringify({ commits: "x".repeat(150_000) })));
      for (const form of [false, true]) {
        const headers = { "content-type": form ? "application/x-www-form-urlencoded" : "application/json" };
        expect((await post(`${mounted.raw}/github`, large, headers)).status).toBe(202);
        expect(last().body.length).toBe(large.length);
      }
    });
  });
}
