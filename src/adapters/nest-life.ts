import { HookinboxError } from "../errors.ts";
import type { Inbox } from "../inbox.ts";
import { marksOf } from "../on.ts";
import { type NestMiddleware, toNest } from "./nest.ts";

/** What is asked of a provider or controller that Nest has found. */
interface Found {
  readonly name: string;
  readonly instance: unknown;
  /** `false`: another one is made for each request. */
  isDependencyTreeStatic(): boolean;
}

interface NestParts {
  readonly inbox: Inbox;
  readonly path: string;
  /** Nest's adapter; none in an app without HTTP. */
  readonly server?: { getType(): string; use(path: string, middleware: NestMiddleware): unknown } | null;
  found(): readonly Found[];
}

/** An inbox that lives as long as a Nest app. Mounted at once, as Nest's own parsers come next. */
export function nestLife({ inbox, path, server, found }: NestParts) {
  if (server && server.getType() !== "express")
    throw new HookinboxError("CONFIG_INVALID", `HookinboxModule stands on Express, not on ${server.getType()}.`, {
      advice: "On Fastify: app.register(toFastify(inbox), { prefix }) on app.getHttpAdapter().getInstance().",
    });
  server?.use(path, toNest(inbox));
  return {
    async onApplicationBootstrap(): Promise<void> {
      for (const instance of handling(found())) inbox.register(instance);
      await inbox.start({ receive: Boolean(server) });
    },
    onApplicationShutdown: () => inbox.stop(),
  };
}

/** Instances with `@on` methods, each once. */
function handling(found: readonly Found[]): Set<object> {
  const marked = found.filter(({ instance }) => isObject(instance) && marksOf(instance).length > 0);
  const fleeting = marked.find((one) => !one.isDependencyTreeStatic());
  if (fleeting)
    throw new HookinboxError(
      "HANDLERS_INVALID",
      `${fleeting.name} has @on methods, and is made anew for each request.`,
      {
        advice: "An event comes without a request of the app: give it, and what it is given, the default scope.",
      },
    );
  return new Set(marked.map(({ instance }) => instance as object));
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
