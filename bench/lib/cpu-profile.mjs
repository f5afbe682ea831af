import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const place = ({ functionName, url, lineNumber }) => {
  const file = url.replace(/^.*\/(dist|node_modules)\//, "").replace(/^file:\/\//, "");
  return `${functionName || "(anonymous)"}${file ? ` ${file}:${lineNumber + 1}` : ""}`;
};

/** Time of its own that each function had in a V8 profile, in ms, the longest first. */
function selfTimes({ nodes, samples, timeDeltas }) {
  const names = new Map(nodes.map((node) => [node.id, place(node.callFrame)]));
  const times = new Map();
  for (const [i, id] of samples.entries()) {
    const name = names.get(id);
    times.set(name, (times.get(name) ?? 0) + timeDeltas[i] / 1000);
  }
  return [...times].sort((a, b) => b[1] - a[1]);
}

/** The profiles of a folder as text: for each thread its functions by their own time, µs for each of `count`. */
export function profileReport(dir, count, most = 35) {
  return readdirSync(dir)
    .filter((name) => name.endsWith(".cpuprofile"))
    .map((name) => {
      const times = selfTimes(JSON.parse(readFileSync(join(dir, name), "utf8")));
      const lines = times
        .slice(0, most)
        .map(([what, ms]) => `${((ms * 1000) / count).toFixed(2).padStart(8)} us  ${what}`);
      return [name, ...lines].join("\n");
    })
    .join("\n\n");
}
