import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "./snippets.ts";

export const CLI = join(ROOT, "dist/cli.js");

/** What pages and examples import beside hookinbox. */
const PEERS = (
  "express zod fastify koa @koa/router hono @hono/node-server @nestjs/common @nestjs/core @nestjs/platform-express " +
  "h3 @types/express @types/node vitest drizzle-orm kysely pg"
).split(" ");

/** A project as a user has one: `hookinbox` and its peers stand in node_modules, as links to this checkout. */
export interface Consumer {
  readonly folder: string;
  write(file: string, text: string): string;
  remove(): void;
}

export function createConsumer(): Consumer {
  const folder = mkdtempSync(join(tmpdir(), "hookinbox-docs-"));
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@types"), { recursive: true });
  symlinkSync(ROOT, join(modules, "hookinbox"), "dir");
  for (const name of PEERS)
    if (existsSync(join(ROOT, "node_modules", name))) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(ROOT, "node_modules", name), join(modules, name), "dir");
    }
  return {
    folder,
    write(file, text) {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export interface Started {
  readonly child: ChildProcess;
  output(): string;
  stop(): Promise<void>;
}

/** Starts a program of Node; its output is gathered. */
export function start(args: readonly string[], folder: string, more: Record<string, string> = {}): Started {
  const { HOOKINBOX_ADMIN_TOKEN: _, HOOKINBOX_LOG_FILE: __, NODE_OPTIONS: ___, ...env } = process.env;
  const child = spawn(process.execPath, [...args], {
    cwd: folder,
    env: { ...env, ...more },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (part) => (text += part));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    child,
    output: () => text,
    stop: async () => {
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Resolves to the answer once somebody listens there; rejects when the program ended first. */
export async function patiently<T>(started: Started, ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (started.child.exitCode !== null || tries > 150)
        throw new Error(`it does not answer:\n${started.output()}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
