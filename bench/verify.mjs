// What does verifying 1 KB cost, beside the least that it can cost: createHmac and timingSafeEqual?
// Each in turn, several rounds, its best one counts. node bench/verify.mjs [SECONDS]
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bench, dist } from "./lib/paths.mjs";
import { table, tenth, whole } from "./lib/table.mjs";

const SECRET = "a secret of the bench, forty bytes long.";
const ROUNDS = 5;
const BLOCK = 500;

const body = readFileSync(join(bench, "load", "issues.json"));
const text = body.toString("utf8");
const github = `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`;
const standardSecret = Buffer.from(SECRET).toString("base64");
const hmac = (signed, encoding) => createHmac("sha256", SECRET).update(signed).digest(encoding);

// Signed when they are needed: a signed time is good for five minutes, and the whole bench takes longer.
const seconds = () => Math.floor(Date.now() / 1000);

function stripeHeader(now = seconds()) {
  return `t=${now},v1=${hmac(`${now}.${text}`, "hex")}`;
}

function standardHeaders(now = seconds()) {
  const signature = `v1,${hmac(`msg_1.${now}.${text}`, "base64")}`;
  return { "webhook-id": "msg_1", "webhook-timestamp": String(now), "webhook-signature": signature };
}

function floor() {
  const digest = createHmac("sha256", SECRET).update(body).digest();
  return timingSafeEqual(digest, Buffer.from(github.slice(7), "hex"));
}

const optional = (name, make) => async () => {
  const found = await import(name).catch(() => undefined);
  return found ? make(found) : undefined;
};

/** `make()` gives a function that verifies once and tells whether it held; `undefined` where the library is not installed. */
const ENTRANTS = [
  { name: "createHmac + timingSafeEqual", make: async () => floor },
  {
    name: "hookinbox verify, github",
    make: () =>
      ours("github", { "x-hub-signature-256": github, "x-github-delivery": "1", "x-github-event": "issues" }, SECRET),
  },
  { name: "hookinbox verify, stripe", make: () => ours("stripe", { "stripe-signature": stripeHeader() }, SECRET) },
  {
    name: "hookinbox verify, standard-webhooks",
    make: () => ours("standard-webhooks", standardHeaders(), `whsec_${standardSecret}`),
  },
  {
    name: "@octokit/webhooks-methods",
    make: optional("@octokit/webhooks-methods", (m) => () => m.verify(SECRET, text, github)),
  },
  {
    name: "stripe",
    make: optional(
      "stripe",
      (m, header = stripeHeader()) =>
        () =>
          m.default.webhooks.signature.verifyHeader(body, header, SECRET, 300),
    ),
  },
  { name: "standardwebhooks", make: optional("standardwebhooks", (m) => standard(new m.Webhook(standardSecret))) },
];

const standard =
  (webhook, headers = standardHeaders()) =>
  () =>
    webhook.verify(text, headers) !== undefined;

async function ours(provider, headers, secret) {
  const { verify } = await import(pathToFileURL(join(dist, "index.js")).href);
  const request = {
    method: "POST",
    url: `/in/${provider}`,
    headers: { "content-type": "application/json", ...headers },
    body,
  };
  const options = { secret };
  return async () => (await verify(provider, request, options)).ok;
}

/** Verifications a second of one thread. */
async function speed(once, seconds) {
  const started = performance.now();
  let count = 0;
  do {
    for (let i = 0; i < BLOCK; i++) if (!(await once())) throw new Error("a good signature was refused");
    count += BLOCK;
  } while (performance.now() - started < seconds * 1000);
  return (count * 1000) / (performance.now() - started);
}

async function prepare(skipped) {
  const ready = [];
  for (const { name, make } of ENTRANTS) {
    const once = await make().catch((error) => void skipped.push(`${name}: ${error.message}`));
    if (once) ready.push({ name, once, best: 0 });
    else if (once === undefined) skipped.push(`${name}: not installed`);
  }
  return ready;
}

/** @returns `{ text, ratio }`: `ratio` is the time of one verification, hookinbox for GitHub, over the least there can be. */
export async function verifySpeed({ seconds = 1 } = {}) {
  const skipped = [];
  const entrants = await prepare(skipped);
  for (let round = 0; round < ROUNDS; round++) {
    for (const entrant of entrants) entrant.best = Math.max(entrant.best, await speed(entrant.once, seconds / ROUNDS));
  }
  const least = entrants[0].best;
  const rows = table(
    [
      { head: "verify 1 KB, one thread", text: (row) => row.name, left: true },
      { head: "verified/s", text: (row) => whole(row.best) },
      { head: "us", text: (row) => tenth(1e6 / row.best) },
      { head: "time : least", text: (row) => tenth(least / row.best) },
    ],
    entrants,
  );
  const mine = entrants.find((entrant) => entrant.name === "hookinbox verify, github");
  const notes = [...new Set(skipped)].map((line) => `\nnot run: ${line}`).join("");
  return { text: rows + notes, ratio: mine ? least / mine.best : undefined };
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log((await verifySpeed({ seconds: Number(process.argv[2] ?? 1) })).text);
