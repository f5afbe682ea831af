// With the server, not with its first request: what waits from before is handled at once.
import { inbox } from "../../inbox.mjs";

// At Ctrl-C Nitro closes its server, and then this.
export default defineNitroPlugin(({ hooks }) => hooks.hook("close", () => inbox.stop()));
