import { resolve } from "node:path";
import { shownAddress } from "../stores/postgres/name.ts";
import { didYouMean } from "../suggest.ts";
import { DEFAULT_STORE } from "./defaults.ts";
import type { Mistake } from "./mistakes.ts";

type Resolved = { readonly store: string } | { readonly mistake: Mistake };

const THERE_IS = `There is "${DEFAULT_STORE}" (a file, durable), "postgres://…" and "memory:" (lost at exit).`;
const mistake = (message: string, fix: string = THERE_IS): Resolved => ({ mistake: { path: "store", message, fix } });

/** Only what can be told without the server, and without repeating the address. */
function postgres(address: string): Resolved {
  const fix = `Write "postgres://user:password@host:5432/database" (%40 is @ in a password), or "${DEFAULT_STORE}" for a file.`;
  if (!address.startsWith("postgres://")) return mistake('expected "//" after "postgres:".', fix);
  return URL.canParse(address) ? { store: address } : mistake("this is not a valid postgres:// address.", fix);
}

/** Stores by the scheme of their address. The rest of an address may hold a password, so no message repeats it. */
const SCHEMES: Readonly<Record<string, (rest: string, folder: string) => Resolved>> = {
  "memory:": (rest) => (rest === "" ? { store: "memory:" } : mistake('expected "memory:" and nothing after it.')),
  "sqlite:"(rest, folder) {
    // Three slashes are the URL spelling of an absolute path; with two, a host would stand there.
    const path = rest.startsWith("///") ? rest.slice(2) : rest;
    if (path === "" || path === ":memory:")
      return mistake(`expected a path after "sqlite:"; got ${path === "" ? "none" : '":memory:"'}.`);
    if (path.startsWith("//"))
      return mistake(
        'expected a path after "sqlite:"; got "//".',
        `Write "${DEFAULT_STORE}" or "sqlite:/var/lib/hookinbox/inbox.db".`,
      );
    return { store: `sqlite:${resolve(folder, path)}` };
  },
  "postgres:": (rest) => postgres(`postgres:${rest}`),
  "postgresql:": (rest) => postgres(`postgres:${rest}`),
};

/** A store's address with its path made absolute: relative ones are read from `folder`. */
export function resolveStore(store: string, folder: string): Resolved {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(store)?.[0].toLowerCase();
  if (scheme === undefined)
    return mistake(
      "expected an address that begins with its kind of store.",
      `For a file: "sqlite:${/^[\w./-]+$/.test(store) ? store : "./hookinbox.db"}".`,
    );
  const known = SCHEMES[scheme];
  return known
    ? known(store.slice(scheme.length), folder)
    : mistake(`there is no store ${JSON.stringify(scheme)}.${didYouMean(scheme, ["memory:", "sqlite:", "postgres:"])}`);
}

/** The file of a SQLite store; `undefined` for others. */
export const sqliteFile = (store: string): string | undefined =>
  store.startsWith("sqlite:") ? store.slice("sqlite:".length) : undefined;

/** A store's address as people may see it: it holds no password. */
export const shownStore = (store: string): string => (store.startsWith("postgres:") ? shownAddress(store) : store);
