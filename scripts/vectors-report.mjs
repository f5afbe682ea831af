// Every vector of test/vectors through the public verify(), as it is built: node scripts/vectors-report.mjs [FILE]
// FILE: vectors of the same shape, in place of test/vectors/vectors.json.
// A table by definition, totals in the last line; exit 1 when one verdict is wrong, or when there is no vector.
import { readFileSync } from "node:fs";
import { createJiti } from "jiti";
import { table, whole } from "../bench/lib/table.mjs";
import { verify } from "../dist/index.js";

const { targetOf, requestOf, settingsOf, ...own } = await createJiti(import.meta.url).import(
  "../test/vectors/vectors.ts",
);
const file = process.argv[2];
const vectors = file === undefined ? own.vectors : JSON.parse(readFileSync(file, "utf8"));

const rows = new Map();
const wrong = [];

for (const vector of vectors) {
  const { id } = targetOf(vector);
  if (!rows.has(id)) rows.set(id, { id, vectors: 0, right: 0, falseAccepts: 0, falseRefusals: 0 });
  const row = rows.get(id);
  const result = await verify(id, requestOf(vector), settingsOf(vector));
  row.vectors += 1;
  if (result.ok === vector.valid) row.right += 1;
  else {
    row[vector.valid ? "falseRefusals" : "falseAccepts"] += 1;
    const said = result.ok ? "accepted" : `refused, ${result.code}`;
    wrong.push(`${id}: ${vector.name}: ${said}; should be ${vector.valid ? "accepted" : `refused, ${vector.reason}`}`);
  }
}

const sorted = [...rows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
const total = (name) => sorted.reduce((sum, row) => sum + row[name], 0);
const columns = [
  { head: "provider", text: (row) => row.id, left: true },
  { head: "vectors", text: (row) => whole(row.vectors) },
  { head: "right", text: (row) => whole(row.right) },
  { head: "false accepts", text: (row) => whole(row.falseAccepts) },
  { head: "false refusals", text: (row) => whole(row.falseRefusals) },
];

console.log(table(columns, sorted));
for (const line of wrong) console.log(`wrong: ${line}`);
console.log(
  `\n${sorted.length} definitions, ${vectors.length} vectors: ${total("right")} right, ${total("falseAccepts")} false accepts, ${total("falseRefusals")} false refusals`,
);
process.exitCode = wrong.length > 0 || vectors.length === 0 ? 1 : 0;
