import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { setupOf } from "../../test/vectors/secrets.fixture.ts";
import { toHeaderBag } from "../headers.ts";
import { createVerifier } from "../verify/create.ts";
import { verify } from "../verify/verify.ts";
import { findProvider } from "./find.ts";

/** Real payloads, shortened, and what they are to be known by. `vectors`: requests that were really signed. */
interface Fixture {
  readonly source: string;
  readonly events?: readonly {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
    readonly key: string | null;
    readonly type: string;
  }[];
  readonly vectors?: readonly {
    readonly name: string;
    readonly secret: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly url?: string;
    /** Epoch ms. */
    readonly now?: number;
    readonly valid: boolean;
  }[];
}

const folder = new URL("../../test/vectors/providers/", import.meta.url);

describe.each(readdirSync(folder).map((name) => name.replace(".json", "")))("%s", (id) => {
  const { events = [], vectors = [] } = JSON.parse(readFileSync(new URL(`${id}.json`, folder), "utf8")) as Fixture;
  const provider = findProvider(id);

  it.each(events.map((event) => [`${event.type}, ${event.key}`, event] as const))("knows %s", (_, event) => {
    const { verifies, options } = setupOf(provider);
    const verifier = createVerifier(provider, { secrets: [verifies].flat(), options });
    const body = Buffer.from(typeof event.body === "string" ? event.body : JSON.stringify(event.body));
    const inbound = { method: "POST", url: "/in/x", headers: toHeaderBag(event.headers), body, receivedAt: 0 };
    const payload = verifier.parse(inbound);
    expect(verifier.identify(inbound, payload)).toEqual({ key: event.key, type: event.type });
  });

  it.each(vectors.map((vector) => [vector.name, vector] as const))("judges %s", async (_, vector) => {
    const result = await verify(provider, { method: "POST", ...vector }, { secret: vector.secret, now: vector.now });
    expect({ ok: result.ok, result }).toMatchObject({ ok: vector.valid });
  });
});
