/** Bytes of the end that are kept. */
const KEPT = 4096;

/** The end of a stream, however long that is. */
export class Tail {
  /** Bytes that came in all. */
  size = 0;
  #kept = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.size += chunk.length;
    this.#kept = Buffer.concat([this.#kept, chunk.subarray(-KEPT)]).subarray(-KEPT);
  }

  text(): string {
    return this.#kept.toString("utf8").trim();
  }
}
