import { createHmac, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { sign } from "./sign/sign.ts";
import { verify } from "./verify.ts";

const now = 1_700_000_000_000;

test("keys come from the fetcher that is given, and from nowhere else", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const topic = "arn:aws:sns:us-east-1:123456789012:mine";
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  const { headers, body, method, url } = sign(
    "aws-sns",
    { body: '{"Type":"Notification","MessageId":"m1","Message":"x"}' },
    { secret: [topic, pem], now },
  );
  const fetched: string[] = [];
  const fetchKey = async ({ url: at }: { url: string }) => {
    fetched.push(at);
    return { status: 200, body: publicKey.export({ type: "spki", format: "pem" }) as string };
  };
  const result = await verify("aws-sns", { method, url, headers, body }, { secret: topic, now, fetchKey });
  expect(result).toMatchObject({ ok: true, key: "m1" });
  expect(fetched).toHaveLength(1);
});

test("verifiers that stand ready are kept apart by all that they were made of", async () => {
  const body = '{"id":"evt_1","type":"invoice.paid"}';
  const header = (secret: string) => ({
    "stripe-signature": `t=1700000000,v1=${createHmac("sha256", secret).update(`1700000000.${body}`).digest("hex")}`,
  });
  const ok = async (made: string, settings: object) =>
    (await verify("stripe", { headers: header(made), body }, { now, ...settings } as never)).ok;
  expect(await ok("a", { secret: "a" })).toBe(true);
  expect(await ok("a", { secret: "b" })).toBe(false);
  expect(await ok("b", { secret: ["a", "b"] })).toBe(true);
  expect(await ok("a", { secret: "a", now: now + 400_000 })).toBe(false);
  expect(await ok("a", { secret: "a", now: now + 400_000, tolerance: false })).toBe(true);
  expect(await ok("a", { secret: "a", now: now + 400_000 })).toBe(false);
});

test("key and type are plain fields of the result", async () => {
  const body = '{"id":"evt_1","type":"invoice.paid"}';
  const { headers } = sign("stripe", { body }, { secret: "s", now });
  const result = await verify("stripe", { headers, body }, { secret: "s", now });
  expect(JSON.parse(JSON.stringify(result))).toEqual({ ok: true, key: "evt_1", type: "invoice.paid", signedAt: now });
  expect({ ...result }).toMatchObject({ key: "evt_1", type: "invoice.paid" });
});
