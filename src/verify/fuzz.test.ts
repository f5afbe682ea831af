import { expect, it } from "vitest";
import { bindsBody, sameForm, setupOf } from "../../test/vectors/secrets.fixture.ts";
import { parsePayload } from "../payload.ts";
import { providers } from "../providers/index.ts";
import type { Provider } from "../providers/provider.ts";
import type { Inbound } from "../types.ts";
import { createVerifier } from "./create.ts";
import { sign } from "./sign/sign.ts";

/** `HOOKINBOX_FUZZ=1000000 npx vitest run src/verify/fuzz.test.ts` is the long run. */
const REQUESTS = Number(process.env.HOOKINBOX_FUZZ ?? 20_000);
const SEED = Number(process.env.HOOKINBOX_FUZZ_SEED ?? Date.now() % 1_000_000);
const NOW = 1_700_000_000_000;

/** Small, fast, and the same for the same seed. */
function makeRandom(seed: number): (below: number) => number {
  let state = seed + 0x6d2b79f5;
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), state | 1);
    state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
    return ((state ^ (state >>> 14)) >>> 0) % below;
  };
}

const random = makeRandom(SEED);
const oneOf = <T>(list: readonly T[]): T => list[random(list.length)] as T;

const SCRAPS = [
  "",
  "=",
  ",",
  ";",
  " ",
  "v1=",
  "v1,",
  "v1a,",
  "t=0",
  "sha256=",
  "sha1=",
  "Bearer ",
  "Basic ",
  "JWT ",
  "..",
  "e30.e30.",
  "\u0000",
  "\r\n",
  "é",
  "🔑",
  "%00",
  "__proto__",
  "-1",
  "1e999",
  "NaN",
  "null",
  "[]",
  "{}",
  '"',
  "A".repeat(300),
  "0".repeat(64),
  "=".repeat(44),
  "[object Object]",
];

function mangled(text: string): string {
  const at = random(text.length + 1);
  switch (random(7)) {
    case 0:
      return oneOf(SCRAPS);
    case 1:
      return text.slice(0, at) + oneOf(SCRAPS) + text.slice(at);
    case 2:
      return text.slice(0, at);
    case 3:
      return text.slice(at);
    case 4:
      return text.slice(0, at) + String.fromCharCode(random(0x250)) + text.slice(at + 1);
    case 5:
      return text + text;
    default:
      return text.slice(0, at) + text.slice(at + 1 + random(4));
  }
}

function fuzzed(request: Inbound): Inbound {
  const headers = [...request.headers];
  let { body, url, method } = request;
  for (let changes = 1 + random(3); changes > 0; changes--) {
    const line = 2 * random(Math.max(1, headers.length >> 1));
    switch (random(8)) {
      case 0:
        headers.splice(line, 2);
        break;
      case 1:
        headers.push(headers[line] ?? "x", mangled(headers[line + 1] ?? ""));
        break;
      case 2:
        body = Buffer.from(mangled(Buffer.from(body).toString("latin1")), "latin1");
        break;
      case 3:
        url = mangled(url);
        break;
      case 4:
        method = oneOf(["GET", "PUT", "", "post", "OPTIONS", "HEAD", "\u0000"]);
        break;
      case 5:
        headers.push(
          "content-type",
          oneOf(["application/json", "application/x-www-form-urlencoded", "text/plain", ";", "a/b"]),
        );
        break;
      default:
        if (line + 1 < headers.length) headers[line + 1] = mangled(headers[line + 1] ?? "");
    }
  }
  return { ...request, headers, body, url, method };
}

function subject(provider: Provider) {
  const { signs, verifies, options } = setupOf(provider);
  const text = provider.contentTypes?.[0]?.includes("form")
    ? "payload=%7B%7D&b=2"
    : '{"id":"1","type":"a","b":[1,{"c":"é"}]}';
  const signed = sign(
    provider,
    { url: "https://hooks.example/in/x?a=1", body: text },
    { secret: signs, now: NOW, ...options },
  );
  const request: Inbound = { ...signed, headers: Object.entries(signed.headers).flat(), receivedAt: NOW };
  const fetchKey = () => Promise.reject(new Error("offline"));
  const verifier = createVerifier(provider, { secrets: [verifies].flat(), options, fetchKey });
  return {
    id: provider.id,
    request,
    verifier,
    bound: bindsBody(provider),
    isForm: provider.contentTypes?.[0]?.includes("form") ?? false,
  };
}

/** Whoever has a genuine request can repeat it; what counts is that nobody passes without the signature. */
it(`${REQUESTS.toLocaleString("en")} mangled requests (seed ${SEED}): none throws, none passes with another signature`, async () => {
  const subjects = Object.values(providers)
    .filter(({ id }) => id !== "none")
    .map(subject);
  const accepted: string[] = [];
  for (let i = 0; i < REQUESTS; i++) {
    const { id, request, verifier, bound, isForm } = oneOf(subjects);
    const changed = fuzzed(request);
    verifier.refuseUnread(changed.headers);
    verifier.greetUnsigned(changed);
    const verdict = await verifier.verify(changed);
    verifier.identify(changed, parsePayload(changed.body, "application/json"));
    if (!verdict.ok) expect(verdict.code).not.toBe("VERIFY_FAILED");
    else if (isForged(request, changed) || (bound && !sameBody(request.body, changed.body, isForm)))
      accepted.push(`${id}: ${JSON.stringify([changed.headers, changed.url])}`);
  }
  expect(accepted).toEqual([]);
}, 600_000);

/** Accepted although no header, address or body still holds the text of a signature, token or credential that was made. */
function isForged(genuine: Inbound, changed: Inbound): boolean {
  const seen = texts(changed).join("\n");
  const proofs = texts(genuine).flatMap((text) => text.match(PROOF) ?? []);
  return !proofs.some((proof) => seen.includes(proof));
}

/** Where a proof may stand; a header of JSON in base64 (eBay's: the key's name beside the signature) is looked into. */
const texts = ({ headers, url, body }: Inbound): string[] => [
  ...headers.flatMap((text) =>
    text.startsWith("eyJ") ? Buffer.from(text, "base64").toString("latin1").split('"') : text,
  ),
  url,
  Buffer.from(body).toString("latin1"),
];

const sameBody = (a: Uint8Array, b: Uint8Array, isForm: boolean): boolean =>
  Buffer.compare(a, b) === 0 || (isForm && sameForm(a, b));

const PROOF = /[0-9a-f]{32,}|[A-Za-z0-9+/_-]{27,}={0,2}|a-secret-of-twenty-four!/g;
