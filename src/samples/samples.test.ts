import { describe, expect, test } from "vitest";
import { findProvider } from "../providers/find.ts";
import { madeUpSecret, signatureWith } from "../testing/made-up-secret.ts";
import { createVerifier, needsSecret } from "../verify/create.ts";
import { judge, toInbound } from "../verify/judge.ts";
import { sign } from "../verify/sign/sign.ts";
import { fill } from "./fill.ts";
import { samples } from "./index.ts";
import { makeSample, SAMPLE_HEADER } from "./make.ts";
import { toSample } from "./request.ts";

const all = Object.entries(samples).flatMap(([id, { events }]) =>
  Object.keys(events).map((type) => [id, type] as const),
);
const pairs = new Map<string, { verifies: string; signs: string }>();

async function judged(id: string, type: string) {
  const provider = findProvider(id);
  if (!pairs.has(id)) pairs.set(id, madeUpSecret(provider, {}));
  const { verifies, signs } = pairs.get(id)!;
  const made = makeSample(id, type);
  const request = toSample(provider, {}, type, made.payload, { headers: made.headers });
  const url = "https://inbox.example.com/in/sample";
  const signed = sign(provider, { url, ...request }, { secret: signs, publicUrl: "https://inbox.example.com" });
  const secrets = needsSecret(signatureWith(provider)) ? [verifies] : [];
  const verifier = createVerifier(provider, { secrets, publicUrl: "https://inbox.example.com" });
  return { verdict: await judge(verifier, toInbound(signed, undefined)), signed };
}

describe("samples", () => {
  test("there are those of 40 providers and more, several of the best known", () => {
    expect(Object.keys(samples).length).toBeGreaterThanOrEqual(60);
    for (const id of ["github", "stripe", "shopify", "slack", "chargify"])
      expect(Object.keys(samples[id]!.events).length, id).toBeGreaterThanOrEqual(6);
  });

  test.each(all)("%s %s verifies, has its type, is marked, and is a new event each time", async (id, type) => {
    const first = await judged(id, type);
    const second = await judged(id, type);
    expect(first.verdict).toMatchObject({ ok: true, type });
    expect(first.signed.headers[SAMPLE_HEADER]).toBe("true");
    const keys = [first.verdict, second.verdict].map((verdict) => verdict.ok && verdict.key);
    if (keys[0] !== null) expect(keys[0]).not.toBe(keys[1]);
    expect(Buffer.from(first.signed.body).equals(Buffer.from(second.signed.body)) && keys[0] === null).toBe(false);
    expect(Buffer.from(first.signed.body).toString()).not.toMatch(
      /\{(uuid|alnum|hex|digits|int|iso|date|seconds|ms)\b/,
    );
  });

  test("a field is set by its path; one that it lacks is refused with the nearest, or added", () => {
    const changed = makeSample("stripe", "invoice.paid", {
      set: { "data.object.lines.data[0].amount": 7 },
      add: { "data.object.note": "hi" },
    });
    expect(changed.payload).toMatchObject({ data: { object: { note: "hi", lines: { data: [{ amount: 7 }] } } } });
    const wrong = (path: string) => () => makeSample("stripe", "invoice.paid", { set: { [path]: 1 } });
    expect(wrong("data.object.amount_payd")).toThrow(/Did you mean "data.object.amount_paid"/);
    expect(wrong("total")).toThrow(/"data.object.total"/);
    expect(wrong("nothing.like.it")).toThrow(/has no field/);
  });

  test("unknown types and providers name the nearest", () => {
    expect(() => makeSample("stripe", "invoice.payd")).toThrow(/Did you mean "invoice.paid"/);
    expect(() => makeSample("strype", "invoice.paid")).toThrow(/Did you mean "stripe"/);
  });
});

describe("fill", () => {
  test("what stands alone is a number, what has a name is the same each time", () => {
    const names = new Map<string, string>();
    const at = Date.UTC(2026, 0, 1);
    const filled = fill(
      { at: "{seconds}", text: "t={seconds}", later: "{iso+1d}", n: "{int:5}", a: "c_{hex:8#c}" },
      at,
      names,
    );
    expect(filled).toMatchObject({ at: at / 1000, text: `t=${at / 1000}`, later: "2026-01-02T00:00:00.000Z" });
    expect((filled as { n: number }).n).toBeGreaterThan(9999);
    expect(fill("c_{hex:8#c}", at, names)).toBe((filled as { a: string }).a);
    expect(fill("{hex:8}", at)).not.toBe(fill("{hex:8}", at));
  });
});
