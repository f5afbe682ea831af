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

test("a connection on which nothing is heard any more, the beat neither, is let go and taken up from its cursor", () => {
  const { stream, source, tell } = listen();
  source().tell("ready");
  tell(3);
  for (let s = 0; s < 60; s += 4) {
    source().tell("beat");
    vi.advanceTimersByTime(4_000);
  }
  expect([stream.connection(), sources.length]).toEqual(["live", 1]);
  const heard = Date.now() - 4_000;
  vi.advanceTimersByTime(8_000);
  expect([stream.connection(), sources[0]?.closed]).toEqual(["gone", true]);
  expect(Math.abs(stream.since() - heard)).toBeLessThan(1_500);
  vi.advanceTimersByTime(1_000);
  expect(source().url).toBe("/api/stream?cursor=cursor-2");
  expect(source().closed).toBe(false);
});

test("one that never answers is tried again and again", () => {
  const { stream } = listen();
  vi.advanceTimersByTime(60_000);
  expect(stream.connection()).toBe("gone");
  expect(sources.length).toBeGreaterThan(4);
  expect(sources.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(1);
});

test("a page that may run once a minute does not take its rest for silence", () => {
  const { stream, source, tell } = listen();
  source().tell("ready");
  for (let i = 0; i < 5; i++) {
    vi.setSystemTime(Date.now() + 60_000);
    vi.advanceTimersByTime(1_000);
    tell(1);
  }
  expect([stream.connection(), sources.length]).toEqual(["live", 1]);
});

test("a beat tells nobody anything", () => {
  const { source, told } = listen();
  source().tell("beat");
  frame();
  expect(told).toEqual([]);
});

test("once stopped, it is not tried again, and what is started anew is connecting", () => {
  const { stream, source } = listen();
  source().onerror?.();
  expect(stream.connection()).toBe("gone");
  stream.stop();
  vi.advanceTimersByTime(60_000);
  expect(sources).toHaveLength(1);
  expect(stream.connection()).toBe("connecting");
});

test("whether one may look at all is asked whenever the connection was lost: it tells no page why", () => {
  const lost = vi.fn();
  stream = createStream(lost);
  stream.start();
  sources[0]?.onerror?.();
  expect(lost).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(20_000);
  expect(lost).toHaveBeenCalledTimes(2);
});
