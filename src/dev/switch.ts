import type { Settings } from "../config/settings.ts";
import type { Inbox } from "../inbox.ts";
import { createStore } from "../stores/open.ts";
import type { Store } from "../stores/store.ts";

/** An inbox that is another one from time to time, while whoever holds it does not notice: listeners stay open. */
export interface Switch {
  readonly inbox: Inbox;
  /** From the next call on it is this one. */
  to(next: Inbox): Inbox;
}

export function createSwitch(first: Inbox): Switch {
  let current = first;
  const inbox = new Proxy({} as Inbox, { get: (_, name) => Reflect.get(current, name) });
  return {
    inbox,
    to(next) {
      const before = current;
      current = next;
      return before;
    },
  };
}

/** A store that inboxes take over from each other: opened once, and closed by whoever holds this. */
export interface KeptStore {
  readonly store: Store;
  close(): Promise<void>;
}

export async function keepStore({ store: url, search }: Pick<Settings, "store" | "search">): Promise<KeptStore> {
  const real = await createStore(url, Date.now, { search });
  let opened: Promise<void> | undefined;
  const nothing = async (): Promise<void> => {};
  const store: Store = Object.create(real, {
    open: { value: () => (opened ??= real.open()) },
    close: { value: nothing },
  });
  return { store, close: () => real.close() };
}
