import * as nodeModule from "node:module";
import { extname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { MessageChannel } from "node:worker_threads";
import { type Importer, importModule, type Module } from "../config/import-module.ts";

/** Imports that read the project's files anew in each turn, and what they import of it as well. Packages are kept. */
export interface FreshImports {
  readonly importer: Importer;
  /** From here on, everything is read anew. */
  turn(): void;
  /** Hears once of each file of the project that was imported, wherever it stands; of one that cannot be loaded too. */
  onFile(listener: (file: string) => void): void;
}

/** The mark in a module's URL that makes it another one in the next turn. */
const MARK = "hookinbox-turn";
/** This package's own files: there is nothing to reload in them, also where it is run from a checkout. */
const OWN = new URL("../", import.meta.url).href;

type Next = (specifier: string, context: Context) => Resolved;
type Resolved = { url: string; format?: string | null };
type Context = { readonly conditions: readonly string[] };

/** For this process and once: hooks of the module loader cannot be taken away everywhere. */
export function freshImports(): FreshImports {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const files = new Set<string>();
  const listeners: ((file: string) => void)[] = [];
  hook(shared, note);
  const require = nodeModule.createRequire(import.meta.url);

  function note(url: string): void {
    const file = fileURLToPath(url);
    if (files.has(file)) return;
    files.add(file);
    for (const listener of listeners) listener(file);
  }

  async function importer(file: string): Promise<Module> {
    try {
      if (extname(file) === ".json" || isTypeScript(file)) return await importModule(file);
      return await import(`${pathToFileURL(file).href}?${MARK}=${shared[0]}`);
    } finally {
      // What was compiled from TypeScript, and what that imports, comes past no hook.
      for (const url of cached()) note(url);
    }
  }

  const cached = (): string[] =>
    Object.keys(require.cache)
      .map((file) => pathToFileURL(file).href)
      .filter((url) => isOfProject(url, OWN));

  function turn(): void {
    Atomics.add(shared, 0, 1);
    // CommonJS, and what was compiled from TypeScript, is kept by its path.
    for (const url of cached()) delete require.cache[fileURLToPath(url)];
  }

  return { importer, turn, onFile: (listener) => void listeners.push(listener) };
}

const isTypeScript = (file: string): boolean => /\.[mc]?tsx?$/.test(file);

const isOfProject = (url: string, own: string): boolean =>
  url.startsWith("file:") && !url.includes("/node_modules/") && !url.startsWith(own);

function hook(shared: Int32Array, note: (url: string) => void): void {
  const { registerHooks, register } = nodeModule as unknown as {
    registerHooks?: (hooks: object) => void;
    register: (url: string, options: object) => void;
  };
  if (registerHooks) {
    const resolve = (specifier: string, context: Context, next: Next): Resolved => {
      const found = next(specifier, context);
      if (isOfProject(found.url, OWN)) note(found.url);
      return context.conditions.includes("require") ? found : marked(found, shared, OWN, MARK, isOfProject);
    };
    registerHooks({ resolve });
    return;
  }
  // Before Node 22.15 hooks run in a thread of their own, which is given their text.
  const code = `let shared, own, port;
const isOfProject = ${isOfProject.toString()};
const marked = ${marked.toString()};
export function initialize(data) { ({ shared, own, port } = data); }
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  if (isOfProject(found.url, own)) port.postMessage(found.url);
  return marked(found, shared, own, ${JSON.stringify(MARK)}, isOfProject);
}`;
  const { port1, port2 } = new MessageChannel();
  port1.on("message", note).unref();
  const data = { shared, own: OWN, port: port2 };
  register(`data:text/javascript,${encodeURIComponent(code)}`, { data, transferList: [port2] });
}

function marked(
  found: Resolved,
  shared: Int32Array,
  own: string,
  mark: string,
  isProject: (url: string, own: string) => boolean,
): Resolved {
  if (!isProject(found.url, own) || found.url.includes(mark)) return found;
  return { ...found, url: `${found.url}${found.url.includes("?") ? "&" : "?"}${mark}=${Atomics.load(shared, 0)}` };
}
