import { readFileSync } from "node:fs";
import { Argument, Command, CommanderError, Option } from "commander";
import { addDeskCommands } from "./desk-commands.ts";
import { EXIT } from "./exit.ts";
import { COMPLETION_HELP, EXAMPLES, VERIFY_HELP } from "./help-texts.ts";
import { listening } from "./listening.ts";
import { collect, instant, limit, port, processes, rate, tolerance, url, window } from "./parsers.ts";

const STATES = ["pending", "running", "done", "dead", "unhandled"];

/** Runs one command line; resolves with the exit code. A command's code is loaded when it is asked for, never for `--help`. */
export async function run(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.fine;
  const program = createProgram((exitCode) => (code = exitCode));
  try {
    await program.parseAsync([...argv]);
    return code;
  } catch (error) {
    // Commander has said already what is wrong; help and version are not.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
    return (await import("./failure.ts")).sayFailure(error);
  }
}

function createProgram(done: (code: number) => void): Command {
  const program = new Command("hookinbox")
    .description(
      "A durable inbox for webhooks: verified, on disk before the 2xx, never accepted twice, handled until it succeeds.",
    )
    .version(version(), "-v, --version")
    .addHelpText("after", EXAMPLES)
    .showHelpAfterError("(see --help)")
    .exitOverride();
  // Subcommands that are made from here on do the same.
  const command = (usage: string, description: string): Command => program.command(usage).description(description);

  const config = () => new Option("-c, --config <file>", "the config; default: hookinbox.config.{ts,js,mjs,json} here");
  const json = () => new Option("--json", "one JSON value a line");
  const adminUrl = () =>
    new Option(
      "--admin-url <url>",
      "admin listener of the running inbox; default: http://127.0.0.1:8421, else the store",
    ).argParser(url);
  const store = () =>
    new Option("--store <address>", "the store of an app, which has no config: sqlite:./hookinbox.db").conflicts([
      "config",
      "adminUrl",
    ]);

  listening(command("serve", "receive webhooks and handle them").addOption(config()))
    .option("--no-work", "receive only: another process handles")
    .option("--processes <n>", "so many processes that receive and work; one more watches over them", processes, 1)
    .action(async (options) => done(await (await import("./serve.ts")).serve(options)));

  command("work", "handle what others received, and receive nothing: beside serve --no-work")
    .addOption(config())
    .option("--admin-port <port>", "where the admin API and metrics are; default: nowhere", port)
    .option("--admin-host <host>", "the address it binds; beyond loopback it wants HOOKINBOX_ADMIN_TOKEN", "127.0.0.1")
    .action(async (options) => done(await (await import("./serve.ts")).work(options)));

  command("workers", "the processes on this store: who is alive, what each works for and holds")
    .addOption(config())
    .addOption(adminUrl())
    .addOption(store())
    .addOption(json())
    .action(async (options) => done(await (await import("./workers.ts")).listWorkers(options)));

  addDeskCommands({ command, config, json, done });

  command("init", "write a config, handlers and a secret to begin with")
    .argument("[provider]", "who sends; see: hookinbox providers")
    .option("--dir <folder>", "where to write", ".")
    .option("--force", "overwrite what is there")
    .action(async (provider, options) => done(await (await import("./init.ts")).init(provider, options)));

  command("enrol", "take the secret that a provider hands over in its handshake (Asana, Notion) into .env")
    .argument("<provider>", "who sends")
    .option("--source <name>", "the source it is for; default: the config's one of this provider, else its id")
    .option("--host <host>", "the address it binds; 0.0.0.0 for all", "127.0.0.1")
    .option("-p, --port <port>", "where the handshake is received", port, 8420)
    .addOption(new Option("--for <duration>", "how long it waits").default(600_000, "10m").argParser(window))
    // Not `--env-file`: Node 20 takes that for itself, wherever it stands, and ends when the file is not there.
    .option("--dotenv <file>", "where the secret goes; a config beside it is looked at", ".env")
    .option("--name <variable>", "the variable it goes into; default: <SOURCE>_WEBHOOK_SECRET")
    .action(async (provider, options) => done(await (await import("./enrol.ts")).enrol(provider, options)));

  const events = command("events", "list events, newest first; show one")
    .addOption(config())
    .addOption(adminUrl())
    .addOption(store())
    .option("--source <name>", "of this source")
    .option("--type <type>", "of this type")
    .addOption(new Option("--state <state>", "in this state").choices(STATES))
    .option("--search <words>", "with these words in id, key or type; where search is on, in headers and body as well")
    .addOption(new Option("--q <words>", "the same").hideHelp())
    .option("--limit <n>", "at most this many, 1 to 1000", limit, 20)
    .option("--before <cursor>", "older than this: `next` of the page before")
    .addOption(json())
    .action(async (options) => done(await (await import("./events.ts")).listEvents(options)));
  events
    .command("show")
    .description("one event: headers, body, every attempt")
    .argument("<id>", "evt_…")
    .option("--body", "only the body's bytes, as received")
    .action(async (id, _, self: Command) =>
      done(await (await import("./events.ts")).showEvent(id, self.optsWithGlobals())),
    );

  command("replay", "hand stored events to their destinations again")
    .argument("[id...]", "evt_…; or say which ones by filters")
    .option("--source <name>", "all of this source")
    .option("--type <type>", "all of this type: issues.opened, issues.*")
    .addOption(new Option("--state <state>", "all in this state").choices(STATES))
    .option("--search <words>", "all with these words")
    .option("--preview", "only count them")
    .option("--rate <n>", "many: at most this many a second", rate, 100)
    .option("--to <destination>", "only to this one: github/issues.opened")
    .addOption(config())
    .addOption(adminUrl())
    .addOption(store())
    .addOption(json())
    .action(async (ids, options) => done(await (await import("./replay.ts")).replay(ids, options)));

  command("skip", "let what waits for a dead delivery of this event, in its lane, go on without it")
    .argument("<id>", "evt_…")
    .addOption(config())
    .addOption(adminUrl())
    .addOption(store())
    .addOption(json())
    .action(async (id, options) => done(await (await import("./skip.ts")).skip(id, options)));

  for (const verb of ["pause", "resume"] as const)
    command(
      verb,
      verb === "pause"
        ? "stop deliveries to a destination, or of a source's events, while receiving goes on; without a name: list pauses"
        : "end a pause: what waited is due",
    )
      .argument(verb === "pause" ? "[name]" : "<name>", "a source, or a destination: github/issues.opened")
      .option("--source", "the source of this name")
      .option("--destination", "the destination of this name")
      .addOption(config())
      .addOption(adminUrl())
      .addOption(store())
      .addOption(json())
      .action(async (name, options) => done(await (await import("./pause.ts")).pause(verb, name, options)));

  const quarantine = command("quarantine", "list requests that failed verification; show one, release")
    .addOption(config())
    .addOption(adminUrl())
    .addOption(store())
    .option("--source <name>", "of this source")
    .option("--limit <n>", "at most this many, 1 to 1000", limit, 20)
    .option("--before <cursor>", "older than this: `next` of the page before")
    .addOption(json())
    .action(async (options) => done(await (await import("./quarantine.ts")).listQuarantine(options)));
  quarantine
    .command("show")
    .description("one request: why it was refused, headers, body")
    .argument("<id>", "as the list shows it")
    .option("--body", "only the body's bytes, as received")
    .action(async (id, _, self: Command) =>
      done(await (await import("./quarantine.ts")).showQuarantined(id, self.optsWithGlobals())),
    );

  quarantine
    .command("release")
    .description("verify a source's requests again, once its secret is mended; accept those that hold")
    .option("--preview", "only say what would happen")
    .addHelpText("after", "\nExample: hookinbox quarantine release --source github --preview")
    .action(async (_, self: Command) =>
      done(await (await import("./release.ts")).releaseQuarantine(self.optsWithGlobals())),
    );

  command("providers", "list the providers that are known")
    .argument("[word]", "only those with this in id, name or signature; one alone, or an id, is described in full")
    .addOption(json())
    .action(async (word, options) => done(await (await import("./providers.ts")).listProviders(word, options)));

  command("verify", "judge a saved request: verified, or what failed, the cause and the fix")
    .argument("[provider]", "who sends; with --quarantine it is the source's")
    .option("--request <file>", "a saved request; -: stdin")
    .option("--quarantine <id>", "one that was refused: qrt_…, with the config's secrets, as of when it came")
    .option("--url <url>", "what the provider called; path or whole")
    .option("--method <method>", "with --header and --body; default: POST")
    .option("--header <line>", "'Name: value'; again for each", collect)
    .option("--body <file>", "the body's bytes; -: stdin")
    .option("--secret-env <name>", "variable that holds the secret; again for each", collect)
    .option("--secret-file <file>", "file that holds the secret; again for each", collect)
    .option("--secret-stdin", "the secret is on stdin")
    .option("--now <time>", "when the request came: 2026-11-21T09:00:00Z, or seconds or ms since 1970", instant)
    .option("--tolerance <duration>", "how far the signed time may be off: 10m, 0 or off", tolerance)
    .option("--public-url <url>", "what the provider calls, as in the config", url)
    .option("--option <name=value>", "an option of the provider; again for each", collect)
    .addOption(config())
    .addOption(json())
    .addHelpText("after", VERIFY_HELP)
    .action(async (provider, options) => done(await (await import("./verify.ts")).verifyCommand(provider, options)));

  command(
    "doctor",
    "check config, secrets, handlers, destinations, store, workers, disk, clock and ports; say what to do",
  )
    .addOption(config())
    .option("-p, --port <port>", "the port that serve will be given", port, 8420)
    .option("--host <host>", "the address that serve will be given", "127.0.0.1")
    .option("--admin-port <port>", "the admin port that serve will be given", port, 8421)
    .option("--admin-host <host>", "the admin address that serve will be given", "127.0.0.1")
    .addOption(json())
    .action(async (options) => done(await (await import("./doctor.ts")).doctor(options)));

  command("migrate", "bring the store's tables up to date; serve does so as well")
    .addOption(config())
    .action(async (options) => done(await (await import("./migrate.ts")).migrate(options)));

  command("prune", "delete what is older than the config's retention; serve does so every hour")
    .addOption(config())
    .addOption(json())
    .action(async (options) => done(await (await import("./prune.ts")).prune(options)));

  command("completion", "a script for your shell, which then completes commands, options, providers and sources")
    .addArgument(new Argument("[shell]", "whose").choices(["bash", "zsh", "fish"]).default("bash"))
    .argument("[words...]", "the words so far, after --")
    .addOption(new Option("--words", "what may stand in place of the last word; asked by the script").hideHelp())
    .addHelpText("after", COMPLETION_HELP)
    .action(async (shell, words, { words: asked }) =>
      done(await (await import("./completion.ts")).completion(program, shell, asked ? words : undefined)),
    );

  return program;
}

function version(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
