import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { StreamMessage } from "../../../src/client/stream.ts";
import { createStream } from "./stream.ts";

/** What the page has of a browser here: a stream, a clock, and frames that come only where they are seen. */
let sources: FakeSource[] = [];
class FakeSource extends EventTarget {
  closed = false;
  onerror: (() => void) | undefined;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    sources.push(this);
  }
  close() {
    this.closed = true;
  }
  tell(kind: string, data: unknown = {}, lastEventId = "") {
    this.dispatchEvent(Object.assign(new Event(kind), { data: JSON.stringify(data), lastEventId }));
  }
}
const page = Object.assign(new EventTarget(), { hidden: false });
const see = (hidden: boolean) => {
  page.hidden = hidden;
  page.dispatchEvent(new Event("visibilitychange"));
};
let frames = new Map<number, () => void>();
let asked = 0;
const frame = () => {
  if (page.hidden) return;
  const due = [...frames.values()];
  frames.clear();
  for (const run of due) run();
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"] });
  vi.stubGlobal("EventSource", FakeSource);
  vi.stubGlobal("document", page);
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => frames.set(++asked, run) && asked);
  vi.stubGlobal("cancelAnimationFrame", (id: number) => frames.delete(id));
});
afterEach(() => {
  stream?.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  [sources, frames, page.hidden] = [[], new Map(), false];
});

let stream: ReturnType<typeof createStream> | undefined;
function listen() {
  stream = createStream();
  const told: StreamMessage[] = [];
  let batches = 0;
  stream.hear((batch) => {
    batches += 1;
    for (const message of batch) told.push(message);
  });
  stream.start();
  const source = () => sources.at(-1) as FakeSource;
  const tell = (count: number) => {
    for (let i = 0; i < count; i++) source().tell("state", { id: `evt_${i}` }, `cursor-${i}`);
  };
  return { stream, told, batches: () => batches, source, tell, kinds: () => told.map(({ kind }) => kind) };
}

test("what came before the page was hidden, and after, is told without a frame", () => {
  const { tell, told } = listen();
  tell(1);
  see(true);
  tell(2);
  vi.advanceTimersByTime(1_000);
  expect(told).toHaveLength(3);
  tell(3);
  vi.advanceTimersByTime(1_000);
  expect(told).toHaveLength(6);
});

test("a page that is hidden while it rests after much is told as well", () => {
  const { tell, told } = listen();
  tell(100);
  frame();
  tell(1);
  see(true);
  vi.advanceTimersByTime(1_000);
  frame();
  expect(told).toHaveLength(101);
});

test("seen again, it is told with the next frame", () => {
  const { tell, told } = listen();
  see(true);
  tell(1);
  see(false);
  frame();
  expect(told).toHaveLength(1);
  vi.advanceTimersByTime(10_000);
  expect(told).toHaveLength(1);
});

test("more than can be told at once is told as one word that something was left out", () => {
  const { tell, told, kinds } = listen();
  see(true);
  tell(50_000);
  vi.advanceTimersByTime(1_000);
  expect(told.length).toBeLessThanOrEqual(5_001);
  expect(kinds().filter((kind) => kind === "resync")).toHaveLength(1);
  expect(kinds().at(-1)).toBe("resync");
  tell(1);
  vi.advanceTimersByTime(1_000);
  expect(kinds().filter((kind) => kind === "resync")).toHaveLength(1);
});

test("in sight, what comes in one frame is one batch, and after much of it the page rests", () => {
  const { tell, batches } = listen();
  tell(40);
  frame();
  expect(batches()).toBe(1);
  tell(40);
  frame();
  expect(batches()).toBe(1);
  vi.advanceTimersByTime(100);
  frame();
  expect(batches()).toBe(2);
});
