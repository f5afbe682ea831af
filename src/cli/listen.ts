import { loadEnvironment } from "../config/load.ts";
import { isLoopback } from "../config/serving.ts";
import { HookinboxError } from "../errors.ts";
import { headersFor, type LocalAnswer, post } from "../listen/deliver.ts";
import { follow, reasonOf } from "../listen/follow.ts";
import { createRelay, type Relayed } from "../listen/relay.ts";
import { createRemote } from "../listen/remote.ts";
import { openState } from "../listen/state.ts";
import type { EventSummary } from "../stores/store.ts";
import { EXIT } from "./exit.ts";
import { listenKeys } from "./listen-keys.ts";
import { createListenScreen } from "./listen-screen.ts";
import { stopSignal } from "./stop-signal.ts";

export interface ListenOptions {
  readonly from: string;
  readonly source?: readonly string[];
  readonly to?: string;
  readonly type?: readonly string[];
  readonly name: string;
  readonly share?: { readonly part: number; readonly of: number };
  readonly since?: number;
  readonly print?: boolean;
  readonly tokenEnv?: string;
  readonly headerEnv?: readonly string[];
  readonly json?: boolean;
}

const TOKENS = ["HOOKINBOX_TOKEN", "HOOKINBOX_LISTEN_TOKEN", "HOOKINBOX_ADMIN_TOKEN"];

/** Brings the events of a running inbox to an address of this machine, until it is told to stop. */
export async function listenCommand(options: ListenOptions): Promise<number> {
  const { from, to, source: sources = [], name, print = false, since, share, type: types = [] } = options;
  if (to === undefined && !print)
    throw new HookinboxError("WRONG_USAGE", "Where are the events to go?", {
      advice: "Name an address of this machine, --to http://localhost:3000/webhooks, or only look: --print",
    });
  loadEnvironment(process.cwd());
  const token = tokenFrom(options.tokenEnv);
  const given = (options.headerEnv ?? []).flatMap(headerFrom);
  const screen = createListenScreen(options);
  screen.begin({ plain: token !== undefined && from.startsWith("http:") && !isLoopback(new URL(from).hostname) });

  const ending = new AbortController();
  const state = openState({ from, sources, name });
  const remote = createRemote({ from, token, sources });
  const { signal } = ending;
  const following = follow({
    ...state,
    cursor: since === undefined ? state.cursor : undefined,
    since,
    remote,
    signal,
    tell: screen.link,
  });
  const waiting = (event: EventSummary, reason: string) => screen.waiting(from, event, reason);
  const relay = createRelay({ remote, following, signal, types, share, waiting });

  const send = async (item: Relayed, again: boolean): Promise<LocalAnswer | undefined> => {
    if (print || to === undefined || item.original === "gone") return undefined;
    const headers = headersFor(item.original, item.event.id, given);
    const unheard = (cause: unknown, tries: number) => {
      if (tries === 1) screen.waiting(to, item.event, reasonOf(cause));
    };
    const answer = await post(to, headers, item.original.body, { signal, waiting: unheard });
    screen.answered(item, answer, again);
    return answer;
  };

  let last: Relayed | undefined;
  const keys = listenKeys({
    replay: () => {
      if (last) send(last, true).catch(() => {});
      else screen.nothingYet();
    },
    quit: () => ending.abort(),
  });
  void stopSignal().then(() => ending.abort());

  try {
    for (;;) {
      const { item, relayed } = await relay.next();
      if (relayed) {
        screen.came(relayed);
        await send(relayed, false);
        if (relayed.original !== "gone") last = relayed;
      }
      state.done(item);
    }
  } catch (error) {
    if (signal.aborted) return EXIT.fine;
    throw error;
  } finally {
    ending.abort();
    keys.close();
    state.release();
  }
}

function tokenFrom(name: string | undefined): string | undefined {
  if (name !== undefined) return variable(name);
  return TOKENS.map((one) => process.env[one]?.trim()).find(Boolean);
}

/** `X-Gitlab-Token=NAME`: the header, with the variable's value. */
function headerFrom(pair: string): [string, string] {
  const [, header = "", name = ""] = /^([\w!#$%&'*+.^`|~-]+)=(\w+)$/.exec(pair) ?? [];
  if (header !== "") return [header, variable(name)];
  throw new HookinboxError("WRONG_USAGE", "A --header-env is not written as one.", {
    advice: "Write the header and the variable that holds its value: --header-env X-Gitlab-Token=GITLAB_TOKEN",
  });
}

function variable(name: string): string {
  const value = process.env[name]?.trim();
  if (value) return value;
  const shown = /^[A-Z][A-Z0-9_]{0,63}$/.test(name) ? name : "that is named";
  throw new HookinboxError("SECRET_MISSING", `The variable ${shown} is ${value === undefined ? "not set" : "empty"}.`, {
    advice: "It takes the name of an environment variable, never the token itself. A file .env here is read too.",
  });
}
