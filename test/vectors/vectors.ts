import { readFileSync } from "node:fs";
import type { VerifyOptions } from "../../src/verify/judge.ts";

/**
 * Requests from providers' documentation and SDK test suites, each with the verdict that it must get.
 * `origin`: literal (as published), frozen (signed at a fixed clock), derived (a negative made of one).
 */
export interface Vector {
  readonly provider: string;
  readonly name: string;
  readonly scheme: string;
  readonly secret: string;
  readonly secrets?: readonly string[];
  readonly method: string;
  readonly url?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body_base64: string;
  /** Unix seconds; left out where no clock matters. */
  readonly now?: number;
  /** Seconds. */
  readonly tolerance?: number;
  readonly valid: boolean;
  readonly reason: string;
  readonly origin: string;
  readonly source: string;
}

export const vectors = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url), "utf8")) as Vector[];

/** The definition that a vector is for, and its options. */
export function targetOf({ provider, scheme }: Vector): { id: string; options: Partial<VerifyOptions> } {
  const [family = "", ...rest] = scheme.split(":");
  if (family === "convoy") return { id: "convoy", options: { hash: rest[1], encoding: rest[2] } };
  if (family === "cloudinary") return { id: "cloudinary", options: { hash: rest[0] } };
  return { id: family === "sw" ? provider : family, options: {} };
}

export const requestOf = (vector: Vector) => ({
  method: vector.method,
  url: vector.url ?? "/",
  headers: vector.headers,
  body: Buffer.from(vector.body_base64, "base64"),
});

export const settingsOf = (vector: Vector): VerifyOptions => ({
  ...targetOf(vector).options,
  secret: vector.secrets ?? vector.secret,
  ...(vector.now !== undefined && { now: vector.now * 1000 }),
  ...(vector.tolerance !== undefined && { tolerance: vector.tolerance * 1000 }),
});
