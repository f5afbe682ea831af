import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A disk of its own, in memory, that can be full. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  grow(size: string): void;
  remove(): void;
}

const mount = (...args: string[]) => spawnSync("mount", args, { encoding: "utf8" });

/** Why no disk can be made here; `undefined` when one can. */
export function noSmallDisk(): string | undefined {
  if (process.platform !== "linux") return "a small disk is mounted with Linux's tmpfs";
  if (process.getuid?.() !== 0) return "only root may mount a small disk";
  const folder = mkdtempSync(join(tmpdir(), "hookinbox-mount-"));
  const tried = mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
  if (tried.status === 0) spawnSync("umount", [folder]);
  rmSync(folder, { recursive: true, force: true });
  return tried.status === 0 ? undefined : `no disk can be mounted here: ${String(tried.stderr ?? tried.error).trim()}`;
}

export function smallDisk(size: string): SmallDisk {
  const outer = mkdtempSync(join(tmpdir(), "hookinbox-disk-"));
  const folder = join(outer, "disk");
  mkdirSync(folder);
  const made = mount("-t", "tmpfs", "-o", `size=${size},mode=777`, "tmpfs", folder);
  if (made.status !== 0) throw new Error(`mount: ${made.stderr}`);
  const filler = join(folder, "filler");

  return {
    folder,
    fill() {
      const file = openSync(filler, "a");
      const block = Buffer.alloc(4096, 1);
      try {
        for (;;) writeSync(file, block);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(filler, { force: true }),
    grow: (to) => void mount("-o", `remount,size=${to}`, folder),
    remove() {
      if (spawnSync("umount", [folder]).status !== 0) spawnSync("umount", ["-l", folder]);
      rmSync(outer, { recursive: true, force: true });
    },
  };
}
