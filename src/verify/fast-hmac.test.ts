import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { FastHmac } from "./fast-hmac.ts";

const HASHES = ["md5", "sha1", "sha256", "sha384", "sha512"] as const;
const part = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.uint8Array({ maxLength: 300 }),
  fc.constant(new Uint8Array(9000)),
);

test("is createHmac, for every hash, key and message, in one part or many, one after the other", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...HASHES),
      fc.uint8Array({ maxLength: 300 }),
      fc.array(fc.array(part, { maxLength: 5 }), { maxLength: 3 }),
      (name, key, messages) => {
        const fast = new FastHmac(name, key);
        for (const parts of messages) {
          const slow = createHmac(name, key);
          fast.begin();
          for (const one of parts) {
            slow.update(one as string);
            fast.update(one);
          }
          expect(fast.digest("hex")).toBe(slow.digest("hex"));
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("Latin-1 parts, and messages about as long as the room", () => {
  for (const length of [0, 1, 63, 64, 65, 16_383, 16_384, 16_385, 40_000]) {
    const body = new Uint8Array(length).map((_, i) => (i * 7) & 255);
    const slow = createHmac("sha256", "k").update("é", "latin1").update(body).digest("base64");
    expect(new FastHmac("sha256", Buffer.from("k")).begin().update("é", "latin1").update(body).digest("base64")).toBe(
      slow,
    );
  }
});

test("the vectors of RFC 4231", () => {
  const hmac = (key: Buffer, data: Buffer) => new FastHmac("sha256", key).begin().update(data).digest("hex");
  expect(hmac(Buffer.alloc(20, 0x0b), Buffer.from("Hi There"))).toBe(
    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
  );
  expect(hmac(Buffer.alloc(131, 0xaa), Buffer.from("Test Using Larger Than Block-Size Key - Hash Key First"))).toBe(
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
  );
});
