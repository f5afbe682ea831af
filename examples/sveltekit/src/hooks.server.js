// With the server, not with its first request: what waits from before is handled at once.
import "../inbox.mjs";
