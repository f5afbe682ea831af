// What does verifying 1 KB cost, beside the least that it can cost: createHmac and timingSafeEqual?
// Each in turn, several rounds, its best one counts. node bench/verify.mjs [SECONDS]
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bench, dist } from "./lib/paths.mjs";
import { hundredth, table, tenth, whole } from "./lib/table.mjs";

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

const GITHUB = { "x-hub-signature-256": github, "x-github-delivery": "1", "x-github-event": "issues" };
const WHSEC = `whsec_${standardSecret}`;

/** `make()` gives a function that verifies once and tells whether it held. `of`: those that check the same signature. */
const ENTRANTS = [
  { name: "createHmac + timingSafeEqual", make: async () => floor },
  ...ours("github", SECRET, () => GITHUB),
  {
    name: "@octokit/webhooks-methods",
    of: "github",
    make: peer(
      () => import("@octokit/webhooks-methods"),
      (m) => () => m.verify(SECRET, text, github),
    ),
  },
  ...ours("stripe", SECRET, () => ({ "stripe-signature": stripeHeader() })),
  {
    name: "stripe",
    of: "stripe",
    make: peer(
      () => import("stripe"),
      (m, header = stripeHeader()) =>
        () =>
          m.default.webhooks.signature.verifyHeader(body, header, SECRET, 300),
    ),
  },
  ...ours("standard-webhooks", WHSEC, standardHeaders),
  {
    name: "standardwebhooks",
    of: "standard-webhooks",
    make: peer(
      () => import("standardwebhooks"),
      (m) => standard(new m.Webhook(standardSecret)),
    ),
  },
];

function peer(load, make) {
  return async () => {
    const found = await load().catch(() => undefined);
    return found ? make(found) : undefined;
  };
}

function standard(webhook, headers = standardHeaders()) {
  return () => webhook.verify(text, headers) !== undefined;
}

/** The public `verify`, which gets everything ready each time; and a verifier that stands ready, as a source has one. */
function ours(provider, secret, headersOf) {
  const load = (file) => import(pathToFileURL(join(dist, file)).href);
  const headers = () => ({ "content-type": "application/json", ...headersOf() });
  const url = `/in/${provider}`;
  return [
    {
      name: `hookinbox verify, ${provider}`,
      of: provider,
      way: "verify",
      async make() {
        const { verify } = await load("index.js");
        const request = { method: "POST", url, headers: headers(), body };
        return async () => (await verify(provider, request, { secret })).ok;
      },
    },
    {
      name: `hookinbox prepared, ${provider}`,
      of: provider,
      way: "prepared",
      async make() {
        const { createVerifier } = await load("verify/create.js");
        const { findProvider } = await load("providers/find.js");
        const verifier = createVerifier(findProvider(provider), { secrets: [secret] });
        const inbound = { method: "POST", url, headers: Object.entries(headers()).flat(), body };
        return () => verifier.verify({ ...inbound, receivedAt: Date.now() }).ok;
      },
    },
  ];
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
  for (const { make, ...entrant } of ENTRANTS) {
    const failed = (error) => void skipped.push(`${entrant.name}: ${error.message}`);
    const once = await make().catch(failed);
    if (once) ready.push({ ...entrant, once, best: 0 });
    else if (!skipped.some((line) => line.startsWith(`${entrant.name}: `)))
      skipped.push(`${entrant.name}: not installed`);
  }
  return ready;
}

/** @returns `{ text, ratio, peers }`: `ratio` is the time of one verification, hookinbox for GitHub, over the least there can be; `peers`: how many times as fast. */
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
      { head: "time : bare", text: (row) => hundredth(least / row.best) },
    ],
    entrants,
  );
  const peers = entrants.filter((one) => one.of && !one.way).map((one) => besidePeer(one, entrants));
  const mine = entrants.find((entrant) => entrant.name === "hookinbox verify, github");
  const notes = [...new Set(skipped)].map((line) => `\nnot run: ${line}`).join("");
  const beside = ["", WAYS, ...peers.map(({ text }) => text)].join("\n");
  return { text: `${rows}${beside}${notes}`, ratio: mine ? least / mine.best : undefined, peers };
}

const WAYS = `
"verify" is the public function: it prepares the key, checks, parses the body, and reads the event's key and type.
"prepared" is the check alone, with the key made ready once, as each source of an inbox has it. Of the libraries only
standardwebhooks does more than check: it parses the body.`;

/** How many times as fast as a library that checks the same signature. */
function besidePeer({ name, of, best }, entrants) {
  const times = (way) => (entrants.find((one) => one.of === of && one.way === way)?.best ?? Number.NaN) / best;
  const [verify, prepared] = [times("verify"), times("prepared")];
  return {
    name,
    verify,
    prepared,
    text: `beside ${name}: verify ${hundredth(verify)} x, prepared ${hundredth(prepared)} x as fast`,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log((await verifySpeed({ seconds: Number(process.argv[2] ?? 1) })).text);
