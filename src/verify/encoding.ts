import { timingSafeEqual } from "node:crypto";
import type { Encoding, Hash } from "../providers/signature.ts";

/** Bytes of each hash. */
export const HASH_BYTES: Readonly<Record<Hash, number>> = { md5: 16, sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

type Native = "hex" | "base64" | "base64url";

/** The encoding of Node's that is nearest: a digest is written so at once, which is cheaper than to make bytes of it first. */
export function nativeOf(encoding: Encoding): Native {
  if (encoding === "base64" || encoding === "base64url=") return "base64";
  return encoding.startsWith("base64") ? "base64url" : "hex";
}

/** From Node's spelling to the one that is asked for. */
export function respell(text: string, native: Native, encoding: Encoding): string {
  if (encoding === "HEX") return text.toUpperCase();
  if (encoding !== "base64url=") return text;
  if (native === "base64") return text.replaceAll("+", "-").replaceAll("/", "_");
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}

/** Bytes as a signature is written. */
export function encode(bytes: Buffer, encoding: Encoding): string {
  const native = nativeOf(encoding);
  return respell(bytes.toString(native), native, encoding);
}

/** Characters of a signature of so many bytes. */
export function writtenLength(bytes: number, encoding: Encoding): number {
  if (encoding === "base64url" || encoding === "base64url-any") return Math.ceil((bytes * 4) / 3);
  if (encoding === "base64" || encoding === "base64url=") return Math.ceil(bytes / 3) * 4;
  return bytes * 2;
}

const ALPHABET: Readonly<Record<Encoding, RegExp>> = {
  hex: /^[0-9a-f]+$/,
  HEX: /^[0-9A-F]+$/,
  "hex-any": /^(?:[0-9a-f]+|[0-9A-F]+)$/,
  base64: /^[A-Za-z0-9+/]+={0,2}$/,
  base64url: /^[A-Za-z0-9_-]+$/,
  "base64url-any": /^[A-Za-z0-9_-]+={0,2}$/,
  "base64url=": /^[A-Za-z0-9_-]+={0,2}$/,
};

/** Whether text is written as a signature of so many bytes is. Says nothing of its worth. */
export const isWritten = (text: string, bytes: number, encoding: Encoding): boolean => {
  const exact = exactEncoding(text, encoding);
  return text.length === writtenLength(bytes, exact) && ALPHABET[exact].test(text);
};

/** Where an encoding allows two spellings, the one that this text is in. */
export function exactEncoding(text: string, encoding: Encoding): Encoding {
  if (encoding === "hex-any") return text === text.toUpperCase() ? "HEX" : "hex";
  if (encoding === "base64url-any") return text.endsWith("=") ? "base64url=" : "base64url";
  return encoding;
}

/** The bytes of a signature, where it is written in the one right way; else `undefined`. */
export function decode(text: string, encoding: Encoding): Buffer | undefined {
  const bytes = Buffer.from(text, encoding.startsWith("base64") ? "base64" : "hex");
  return text !== "" && encode(bytes, exactEncoding(text, encoding)) === text ? bytes : undefined;
}

/**
 * Whether two signatures are the same text, in a time that depends on neither. The written forms are compared, not
 * what they decode to: unused bits of base64, letter case and length can then hide nothing. As UTF-8, a character
 * beyond ASCII never ends up as the byte of another.
 */
export function sameText(received: string, expected: string): boolean {
  const { right, given } = roomFor(expected.length);
  right.write(expected, "latin1");
  // A character beyond ASCII takes more bytes than one, of which none is ASCII: it can fill no place of a right one. One
  // that does not fit at the end is left out, and what stood there before would be compared: so all must be written.
  const isAsLong = received.length === expected.length;
  const written = given.write(isAsLong ? received : expected, "utf8");
  return timingSafeEqual(given, right) && isAsLong && written === right.length;
}

interface Room {
  readonly right: Buffer;
  readonly given: Buffer;
}

/** Rooms to compare in, by length: two buffers made anew would take as long as the hash's last block. */
const rooms = new Map<number, Room>();
/** Lengths of signatures are few, but some tokens are compared that senders chose. */
const MOST_ROOMS = 64;

function roomFor(length: number): Room {
  let room = rooms.get(length);
  if (!room) {
    room = { right: Buffer.alloc(length), given: Buffer.alloc(length) };
    if (rooms.size >= MOST_ROOMS) rooms.clear();
    rooms.set(length, room);
  }
  return room;
}
