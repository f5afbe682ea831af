import { write, writeSync } from "node:fs";

export interface LineWriter {
  write(line: string): void;
}

/** Lines are written in batches: a system call each would cost more than the rest of a request. Characters. */
const BATCH = 64 * 1024;
/** … but none waits longer than this, in ms. */
const FLUSH_EVERY = 500;
/** What a disk or a reader does not take waits in memory up to this, in characters; lines above it are dropped. */
const MOST_WAITING = 8 * 1024 * 1024;

/**
 * Writes lines to a file descriptor, off the caller's path. Never throws, and holds no process up: lines are lost when
 * the disk is full or the reader gone, and what is left when the process exits is written then.
 */
export function createLineWriter(fd: number): LineWriter {
  let waiting = "";
  let writing = false;

  const flush = (): void => {
    if (writing || waiting === "") return;
    const batch = Buffer.from(waiting);
    waiting = "";
    writing = true;
    writeAll(fd, batch, () => {
      writing = false;
      if (waiting.length >= BATCH) flush();
    });
  };

  setInterval(flush, FLUSH_EVERY).unref();
  process.once("exit", () => writeAllNow(fd, Buffer.from(waiting)));

  return {
    write(line) {
      if (waiting.length > MOST_WAITING) return;
      waiting += line;
      if (waiting.length >= BATCH) flush();
    },
  };
}

/** A pipe that is full says so, and is tried again; any other error costs the batch. */
function writeAll(fd: number, bytes: Uint8Array, done: () => void): void {
  write(fd, bytes, (error, written) => {
    if (error?.code === "EAGAIN") setTimeout(writeAll, 20, fd, bytes, done).unref();
    else if (error || written === bytes.length) done();
    else writeAll(fd, bytes.subarray(written), done);
  });
}

function writeAllNow(fd: number, bytes: Uint8Array): void {
  let left = bytes;
  try {
    // A reader that is slow gets a thousand chances, one that has stopped reading does not hold up the exit.
    for (let tries = 0; left.length > 0 && tries < 1_000; tries++) left = left.subarray(writeSomeNow(fd, left));
  } catch {
    // Nobody is left to tell.
  }
}

function writeSomeNow(fd: number, bytes: Uint8Array): number {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    return 0;
  }
}
