/** What `hookinbox dev --help` says beside the options. */
export const DEV_HELP = `
What is saved (config, handlers, the files they import, .env) is taken over behind the open listeners: no request is lost, what
runs may end, the store stays open. A file that cannot be loaded is shown with its place, and the code before it goes on.
Ports, limits, log and admin of the config are read at the start only.

Examples:
  hookinbox dev                    in a folder with a hookinbox.config
  hookinbox dev --fast-retries     a failed handler runs again after a second, not after ten
  hookinbox send github push       from another terminal: a signed sample event`;
