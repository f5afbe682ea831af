/** A number of bytes, or a number and its unit. All units are powers of 1024, however they are spelled. */
export type Size = number | `${number}${"b" | "kb" | "mb" | "gb" | "KiB" | "MiB" | "GiB"}`;

export const KIB = 1024;
export const MIB = 1024 * KIB;
const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: KIB,
  kib: KIB,
  mb: MIB,
  mib: MIB,
  gb: 1024 * MIB,
  gib: 1024 * MIB,
};

/** What a message calls the expected form. */
export const SIZE_FORM = 'a size: bytes as a number, or a number and its unit such as "512kb", "25mb", "1gb"';

/** Bytes, or `undefined` where it is no size. Takes anything. */
export function parseSize(value: unknown): number | undefined {
  const bytes = typeof value === "number" ? value : typeof value === "string" ? read(value) : Number.NaN;
  return Number.isFinite(bytes) && bytes >= 0 && bytes <= Number.MAX_SAFE_INTEGER ? Math.floor(bytes) : undefined;
}

function read(text: string): number {
  const match = /^(\d{1,16}(?:\.\d{1,9})?) ?([kmg]?i?b)$/i.exec(text);
  return match ? Number(match[1]) * (UNITS[(match[2] ?? "").toLowerCase()] ?? Number.NaN) : Number.NaN;
}

/** For people: `25 MiB`, `1.5 KiB`, `12 B`. */
export function formatSize(bytes: number): string {
  const [unit, of] =
    bytes >= 1024 * MIB ? ["GiB", 1024 * MIB] : bytes >= MIB ? ["MiB", MIB] : bytes >= KIB ? ["KiB", KIB] : ["B", 1];
  return `${Number((bytes / of).toFixed(1))} ${unit}`;
}
