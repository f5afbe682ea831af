import { createParser } from "eventsource-parser";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Rig, startAdmin } from "./admin.fixture.ts";

interface Heard {
  readonly kind: string;
  readonly id: string;
  readonly data: Record<string, unknown>;
}

let rig: Rig;
beforeAll(async () => {
  rig = await startAdmin();
});
afterAll(() => rig.served.close());

const open: AbortController[] = [];
afterEach(() => {
  for (const controller of open.splice(0)) controller.abort();
});

/** Listens, and gives what it has heard so far; resolves once the stream is ready. */
async function listen(query = "", headers: Record<string, string> = {}): Promise<Heard[] & { close(): void }> {
  const controller = new AbortController();
  open.push(controller);
  const heard = Object.assign([] as Heard[], { close: () => controller.abort() });
  const response = await rig.get(`/api/stream${query}`, { signal: controller.signal, headers });
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  const parser = createParser({
    onEvent: ({ event, id, data }) => heard.push({ kind: event ?? "", id: id ?? "", data: JSON.parse(data) as never }),
  });
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>)
      parser.feed(decoder.decode(chunk, { stream: true }));
  };
  read().catch(() => {});
  await expect.poll(() => heard.some(({ kind }) => kind === "ready")).toBe(true);
  return heard;
}

const of = (heard: Heard[], kind: string) => heard.filter((one) => one.kind === kind).map(({ data }) => data);
const ids = (heard: Heard[]) => of(heard, "event").map(({ id }) => id);

test("tells what is accepted, what becomes of it, and what is refused", async () => {
  const heard = await listen();
  const id = await rig.send('{"action":"opened"}');
  await rig.send("{}", { "x-hub-signature-256": "sha256=00" });
  await expect.poll(() => of(heard, "quarantined").length).toBe(1);
  await expect.poll(() => of(heard, "state").at(-1)).toEqual({ id, source: "github", state: "dead" });
  expect(of(heard, "event")).toEqual([expect.objectContaining({ id, source: "github", type: "issues.opened" })]);
});

test("goes on after its cursor: nothing is missed and nothing comes twice", async () => {
  const first = await listen();
  const seen = await rig.send("{}");
  await expect.poll(() => ids(first)).toEqual([seen]);
  const other = await listen();
  const cursor = first.find(({ kind }) => kind === "event")?.id as string;
  first.close();
  const missed = [await rig.send("{}"), await rig.send("{}")];
  await expect.poll(() => ids(other)).toEqual(missed);
  const again = await listen("", { "last-event-id": cursor });
  expect(ids(again)).toEqual(missed);
});

test("after a restart the store's own cursor counts", async () => {
  const first = await listen();
  await rig.send("{}");
  await expect.poll(() => ids(first)).toHaveLength(1);
  const told = first.find(({ kind }) => kind === "event")?.id ?? "";
  const cursor = told.replace(/^[0-9a-f]{8}/, "00000000");
  const missed = await rig.send("{}");
  await expect.poll(() => ids(first)).toHaveLength(2);
  expect(ids(await listen(`?cursor=${encodeURIComponent(cursor)}`))).toEqual([missed]);
  expect(of(await listen("?cursor=nonsense"), "resync")).toHaveLength(1);
});

test("only the sources and kinds that are asked for", async () => {
  const heard = await listen("?source=open&kinds=event");
  await rig.send("{}");
  await fetch(`${rig.served.ingest}/in/open`, { method: "POST", body: "x" });
  await expect.poll(() => of(heard, "event").map(({ source }) => source)).toEqual(["open"]);
  expect(new Set(heard.map(({ kind }) => kind).filter((kind) => kind !== "beat"))).toEqual(new Set(["ready", "event"]));
});

test("a source that there is not is refused, with the name that was meant", async () => {
  const response = await rig.get("/api/stream?source=open,opne");
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    code: "QUERY_INVALID",
    detail: 'there is no source "opne". Did you mean "open"?',
  });
});

test("says that it is there, in a way that a page of a browser hears", async () => {
  const heard = await listen("?kinds=event");
  await expect.poll(() => of(heard, "beat"), { timeout: 10_000 }).toEqual([{}]);
  // It moves nobody's cursor.
  expect(heard.find(({ kind }) => kind === "beat")?.id).toBe("");
});
