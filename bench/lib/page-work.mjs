import { cpus } from "node:os";
import { cpuSeconds } from "./cpu.mjs";

/** Counts frames in the page itself: how many, and how many took how long, in steps of 1 ms. */
function countFrames() {
  const counted = { frames: 0, since: performance.now(), gaps: new Array(1_000).fill(0) };
  window.counted = counted;
  let last = counted.since;
  const tick = (at) => {
    counted.frames += 1;
    counted.gaps[Math.min(999, Math.max(0, Math.round(at - last)))] += 1;
    last = at;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

function gapP99(gaps) {
  const all = gaps.reduce((sum, count) => sum + count, 0);
  let passed = 0;
  return gaps.findIndex((count) => (passed += count) >= all * 0.99);
}

/** Ms that no core had anything to do. */
const idle = () => cpus().reduce((sum, { times }) => sum + times.idle, 0);

/** What the page's main thread has worked on so far, in s. */
async function mainThread(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  const of = Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  return { all: of.TaskDuration, script: of.ScriptDuration, style: of.RecalcStyleDuration, layout: of.LayoutDuration };
}

/** CPU seconds of the browser's processes so far, by what they are: `renderer` has the page, `GPU` paints it. */
async function processes(browserSession) {
  const { processInfo } = await browserSession.send("SystemInfo.getProcessInfo");
  const used = {};
  for (const { type, cpuTime } of processInfo) used[type] = (used[type] ?? 0) + cpuTime;
  return used;
}

/**
 * Watches a page until it is asked: its frames, what its main thread did in each, and who had the machine's cores. Where the
 * page works for 5 ms a frame and there are few frames all the same, it is the cores that were short.
 */
export async function watchPage(page, serverPid) {
  const session = await page.context().newCDPSession(page);
  const browserSession = await page.context().browser().newBrowserCDPSession();
  await session.send("Performance.enable");
  const look = async () => ({
    main: await mainThread(session),
    cpu: { ...(await processes(browserSession)), server: cpuSeconds([serverPid]) },
    idle: idle() / 1_000,
  });
  await page.evaluate(countFrames);
  const first = await look();
  return {
    async end() {
      const { frames, seconds, gaps } = await page.evaluate(() => ({
        ...window.counted,
        seconds: (performance.now() - window.counted.since) / 1_000,
      }));
      const last = await look();
      const spent = (part) =>
        Object.fromEntries(Object.entries(last[part]).map(([name, value]) => [name, value - (first[part][name] ?? 0)]));
      await session.detach();
      return {
        fps: frames / seconds,
        gap: gapP99(gaps),
        work: Object.entries(spent("main")).map(([name, s]) => `${name} ${((s * 1_000) / frames).toFixed(1)} ms`),
        cores: Object.entries({ ...spent("cpu"), idle: last.idle - first.idle }).map(
          ([name, s]) => `${name} ${(s / seconds).toFixed(2)}`,
        ),
      };
    },
  };
}
