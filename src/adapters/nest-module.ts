import type { DynamicModule } from "@nestjs/common";
import { DiscoveryModule, DiscoveryService, HttpAdapterHost } from "@nestjs/core";
import type { Config } from "../config/config.ts";
import { createInbox, type Inbox } from "../inbox.ts";
import { nestLife } from "./nest-life.ts";

export type HookinboxModuleOptions = ({ readonly inbox: Inbox } | Config) & {
  /** Where it receives, `<path>/<source>`; no global prefix comes before it. Default: `/webhooks`. */
  readonly path?: string;
};

/** The token of the inbox: `constructor(@Inject(INBOX) private inbox: Inbox)`. */
export const INBOX = Symbol.for("hookinbox.inbox");
const LIFE = Symbol.for("hookinbox.life");

/**
 * A module for Nest on Express. It receives below a path, before Nest's own parsers; provides the inbox under `INBOX`;
 * makes handlers of the `@on` methods of every provider and controller; starts with the app and stops with it. In an app
 * without HTTP it works, and receives nothing.
 *
 * @example imports: [HookinboxModule.forRoot({ store: "sqlite:./hookinbox.db", sources: { … } })]
 */
// biome-ignore lint/complexity/noStaticOnlyClass: to Nest, a module is a class
export class HookinboxModule {
  static forRoot({ path = "/webhooks", ...given }: HookinboxModuleOptions): DynamicModule {
    return {
      module: HookinboxModule,
      global: true,
      imports: [DiscoveryModule],
      providers: [
        { provide: INBOX, useFactory: () => ("inbox" in given ? given.inbox : createInbox(given)) },
        {
          provide: LIFE,
          useFactory: (inbox: Inbox, { httpAdapter }: HttpAdapterHost, discovery: DiscoveryService) =>
            nestLife({
              inbox,
              path,
              server: httpAdapter,
              found: () => [...discovery.getProviders(), ...discovery.getControllers()],
            }),
          inject: [INBOX, HttpAdapterHost, DiscoveryService],
        },
      ],
      exports: [INBOX],
    };
  }
}
