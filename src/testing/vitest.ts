import { expect } from "vitest";
import { type HandledOptions, type HasAttempts, judgeHandled } from "./handled.ts";

interface HookinboxMatchers {
  /**
   * A handler has succeeded with an event of that type. Of a `testInbox()`.
   *
   * @example expect(inbox).toHaveHandled("invoice.paid", { times: 1 });
   */
  toHaveHandled(type: string, options?: HandledOptions): void;
}

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: vitest's own declaration, which this one has to repeat
  interface Matchers<T = any> extends HookinboxMatchers {}
}

/** `import "hookinbox/testing/vitest"`, once, in a test or in `setupFiles`. */
expect.extend({
  toHaveHandled(inbox: HasAttempts, type: string, options?: HandledOptions) {
    if (!Array.isArray(inbox?.attempts))
      return {
        pass: this.isNot,
        message: () => "toHaveHandled: expect() takes what testInbox() of hookinbox/testing gave",
      };
    const { pass, message } = judgeHandled(inbox, type, options, this.isNot);
    return { pass, message: () => message };
  },
});
