import { InvalidArgumentError } from "commander";
import { parseDuration } from "../durations.ts";
import { readInstant, readTolerance } from "./times.ts";

// What stands behind an option, read and checked: each throws what commander shows beside the option's name.

export function port(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number <= 65_535) return number;
  throw new InvalidArgumentError("It is a number from 0 to 65535.");
}

export function limit(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= 1000) return number;
  throw new InvalidArgumentError("It is a number from 1 to 1000.");
}

/** How many, from 1 on. */
export function count(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= 10_000_000) return number;
  throw new InvalidArgumentError("It is a number from 1 on.");
}

/** Processes of one machine. */
export function processes(value: string): number {
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= 1 && number <= 256) return number;
  throw new InvalidArgumentError("It is a number from 1 to 256.");
}

/** Events a second. */
export function rate(value: string): number {
  const number = Number(/^(\d+(?:\.\d+)?)(?:\/s)?$/.exec(value)?.[1]);
  if (number > 0 && number <= 100_000) return number;
  throw new InvalidArgumentError("It is a number of events a second, such as 50 or 0.5.");
}

export const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

export function instant(value: string): number {
  const at = readInstant(value);
  if (at !== undefined) return at;
  throw new InvalidArgumentError("It is a time such as 2026-11-21T09:00:00Z or 1795251600.");
}

export function tolerance(value: string): number | false {
  const ms = readTolerance(value);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError('It is a duration such as "10m", 0 for the same second, or off.');
}

/** A time, or how long ago it was, in epoch ms. */
export function since(value: string): number {
  const ago = parseDuration(value);
  const at = ago === undefined ? readInstant(value) : Date.now() - ago;
  if (at !== undefined) return at;
  throw new InvalidArgumentError("It is how long ago, such as 2h, or a time such as 2026-11-21T09:00:00Z.");
}

export function window(value: string): number {
  const ms = parseDuration(value);
  if (ms !== undefined && ms > 0 && ms <= 86_400_000) return ms;
  throw new InvalidArgumentError('It is a duration such as "10m", of at most 24h.');
}

export function url(value: string): string {
  if (/^https?:\/\//.test(value) && URL.canParse(value)) return value;
  throw new InvalidArgumentError("It is a URL such as http://127.0.0.1:8421");
}

/** `2/3`: the second of three parts. */
export function share(value: string): { part: number; of: number } {
  const [, part = 0, of = 0] = (/^(\d{1,3})\/(\d{1,3})$/.exec(value) ?? []).map(Number);
  if (part >= 1 && part <= of) return { part, of };
  throw new InvalidArgumentError("It is a part of several, such as 1/2.");
}
