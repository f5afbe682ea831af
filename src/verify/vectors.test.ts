import { describe, expect, it } from "vitest";
import { requestOf, settingsOf, targetOf, vectors } from "../../test/vectors/vectors.ts";
import { providers } from "../providers/index.ts";
import { verify } from "./verify.ts";

describe("vectors of documentation and SDKs", () => {
  it("are for definitions that exist", () => {
    expect(vectors.filter((vector) => !(targetOf(vector).id in providers))).toEqual([]);
    expect(vectors.length).toBeGreaterThanOrEqual(121);
  });

  it.each(vectors.map((vector) => [`${targetOf(vector).id}: ${vector.name} (${vector.reason})`, vector] as const))(
    "%s",
    async (_, vector) => {
      const result = await verify(targetOf(vector).id, requestOf(vector), settingsOf(vector));
      expect({ ok: result.ok, result }).toMatchObject({ ok: vector.valid });
      if (!result.ok) expect(result.code).not.toMatch(/VERIFY_FAILED|PROVIDER|UNKNOWN/);
    },
  );
});
