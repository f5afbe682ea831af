import { formatMs } from "./durations.ts";
import { HookinboxError } from "./errors.ts";
import type { Source } from "./source.ts";
import type { Inbound, Reply } from "./types.ts";

/**
 * Windows in which a source that has no secret takes the one that its provider hands over in a handshake (Asana, Notion).
 * A person opens one; the first handshake closes it; a secret that is there is never replaced.
 */
export interface Enrolment {
  /** Opens a window of `ms`; resolves to the secret, for the app to keep. Rejects with `ENROL_REFUSED`, `ENROL_EXPIRED`. */
  open(source: Source, ms: number): Promise<string>;
  /** The answer to a handshake, where the source's window is open. */
  take(source: Source, inbound: Inbound): Reply | undefined;
  /** Closes all windows. */
  close(): void;
}

interface Window {
  readonly timer: NodeJS.Timeout;
  resolve(secret: string): void;
  reject(error: Error): void;
}

/** `adopt` makes the source verify by the secret from now on, in this process. */
export function createEnrolment(adopt: (source: Source, secret: string) => void): Enrolment {
  const windows = new Map<string, Window>();

  function end(name: string): Window | undefined {
    const window = windows.get(name);
    clearTimeout(window?.timer);
    windows.delete(name);
    return window;
  }

  const expired = (name: string, why: string) =>
    end(name)?.reject(new HookinboxError("ENROL_EXPIRED", `${name}: ${why}`));

  return {
    open({ settings: { name }, verifier }, ms) {
      if (!verifier.enrol)
        return Promise.reject(
          new HookinboxError("ENROL_REFUSED", `the source ${name} has a secret, or no \`enrol: true\``),
        );
      if (windows.has(name))
        return Promise.reject(new HookinboxError("ENROL_REFUSED", `${name}: a window is open already`));
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => expired(name, `no handshake came within ${formatMs(ms)}`), ms);
        timer.unref();
        windows.set(name, { timer, resolve, reject });
      });
    },
    take(source, inbound) {
      const { name } = source.settings;
      const found = windows.has(name) ? source.verifier.enrol?.(inbound) : undefined;
      if (!found) return undefined;
      adopt(source, found.secret);
      end(name)?.resolve(found.secret);
      return found.reply;
    },
    close() {
      for (const name of windows.keys()) expired(name, "the inbox was stopped");
    },
  };
}
