import * as nodeModule from "node:module";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { type Importer, importModule, type Module } from "../config/import-module.ts";

/** Imports that read the project's files anew in each turn, and what they import of it as well. Packages are kept. */
export interface FreshImports {
  readonly importer: Importer;
  /** From here on, everything is read anew. */
  turn(): void;
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
  hook(shared);
  const require = nodeModule.createRequire(import.meta.url);

  async function importer(file: string): Promise<Module> {
    if (extname(file) === ".json" || isTypeScript(file)) return await importModule(file);
    return await import(`${pathToFileURL(file).href}?${MARK}=${shared[0]}`);
  }

  function turn(): void {
    Atomics.add(shared, 0, 1);
    // CommonJS, and what was compiled from TypeScript, is kept by its path.
    for (const file of Object.keys(require.cache))
      if (isOfProject(pathToFileURL(file).href, OWN)) delete require.cache[file];
  }

  return { importer, turn };
}

const isTypeScript = (file: string): boolean => /\.[mc]?tsx?$/.test(file);

const isOfProject = (url: string, own: string): boolean =>
  url.startsWith("file:") && !url.includes("/node_modules/") && !url.startsWith(own);

function hook(shared: Int32Array): void {
  const { registerHooks, register } = nodeModule as unknown as {
    registerHooks?: (hooks: object) => void;
    register: (url: string, options: object) => void;
  };
  if (registerHooks) {
    const resolve = (specifier: string, context: Context, next: Next): Resolved => {
      const found = next(specifier, context);
      return context.conditions.includes("require") ? found : marked(found, shared, OWN, MARK, isOfProject);
    };
    registerHooks({ resolve });
    return;
  }
  // Before Node 22.15 hooks run in a thread of their own, which is given their text.
  const code = `let shared, own;
const isOfProject = ${isOfProject.toString()};
const marked = ${marked.toString()};
export function initialize(data) { shared = data.shared; own = data.own; }
export async function resolve(specifier, context, next) {
  return marked(await next(specifier, context), shared, own, ${JSON.stringify(MARK)}, isOfProject);
}`;
  register(`data:text/javascript,${encodeURIComponent(code)}`, { data: { shared, own: OWN } });
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
