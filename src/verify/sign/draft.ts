import { HookinboxError } from "../../errors.ts";
import { header, isNamed } from "../../headers.ts";
import { toBuffer, toPathSteps } from "../../payload.ts";
import type { SignedTime } from "../../providers/signature.ts";
import type { Inbound, Instant } from "../../types.ts";
import { Reading, type Surroundings } from "../reading.ts";

/** A request while it is being signed. */
export class Draft {
  method: string;
  url: string;
  body: Uint8Array;
  readonly headers: string[];
  readonly at: Instant;
  readonly around: Surroundings;
  readonly secrets: readonly string[];

  constructor(inbound: Inbound, around: Surroundings, secrets: readonly string[]) {
    this.method = inbound.method;
    this.url = inbound.url;
    this.body = inbound.body;
    this.headers = [...inbound.headers];
    this.at = inbound.receivedAt;
    this.around = around;
    this.secrets = secrets;
  }

  get secret(): string {
    const [secret] = this.secrets;
    if (!secret) throw new HookinboxError("SECRET_MISSING", "No secret is set to sign with");
    return secret;
  }

  header(lowerName: string): string | undefined {
    return header(this.headers, lowerName);
  }

  setHeader(lowerName: string, value: string): void {
    for (let i = 0; i < this.headers.length; i += 2) {
      if (isNamed(this.headers[i] as string, lowerName)) this.headers.splice(i--, 2);
    }
    this.headers.push(lowerName, value);
  }

  /** The request as it stands, to be read by templates. */
  reading(): Reading {
    const { method, url, headers, body, at } = this;
    return new Reading({ method, url, headers, body, receivedAt: at }, this.around);
  }

  setQuery(name: string, value: string): void {
    this.url += `${this.url.includes("?") ? "&" : "?"}${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  }

  /** Writes a value to `{header:…}`, `{query:…}`, `{json:…}` or `{form:…}`. */
  put(place: string, value: string | number): void {
    const [, kind = "", arg = ""] = /^\{(\w+):([^}]*)\}$/.exec(place) ?? [];
    if (kind === "header") this.setHeader(arg, String(value));
    else if (kind === "query") this.setQuery(arg, String(value));
    else if (kind === "json" || kind === "body") this.putJson(arg, value);
    else if (kind === "form") this.putForm(arg, String(value));
    else throw new HookinboxError("NOT_SIGNABLE", `A request cannot be given a value at ${place}`);
  }

  private putForm(name: string, value: string): void {
    const form = new URLSearchParams(toBuffer(this.body).toString("utf8"));
    form.set(name, value);
    this.body = Buffer.from(form.toString());
    this.setHeader("content-type", "application/x-www-form-urlencoded");
  }

  private putJson(path: string, value: string | number): void {
    const root = this.json();
    let node: Record<string | number, unknown> = root;
    const steps = toPathSteps(path).map((step) => (step === "*" ? 0 : step));
    for (const [i, step] of steps.slice(0, -1).entries()) {
      const next = node[step];
      if (typeof next !== "object" || next === null) node[step] = typeof steps[i + 1] === "number" ? [] : {};
      node = node[step] as Record<string | number, unknown>;
    }
    node[steps.at(-1) ?? ""] = value;
    this.body = Buffer.from(JSON.stringify(root));
  }

  json(): Record<string, unknown> {
    if (this.body.length === 0) return {};
    try {
      const value: unknown = JSON.parse(toBuffer(this.body).toString("utf8"));
      if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
    } catch {
      // said below, in the words of this library
    }
    throw new HookinboxError(
      "NOT_SIGNABLE",
      "This provider signs inside a JSON body, and the body is not a JSON object",
    );
  }
}

/** A time as the provider writes it. */
export function writeTime(at: Instant, unit: SignedTime["unit"]): string {
  if (unit === "iso") return new Date(at).toISOString();
  return String(unit === "ms" ? at : Math.floor(at / 1000));
}
