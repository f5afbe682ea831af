import type { Command, Option } from "commander";
import { DEV_HELP, LISTEN_HELP, SEND_HELP } from "./help-texts.ts";
import { listening } from "./listening.ts";
import { collect, count, port, rate, share, since, url } from "./parsers.ts";

/** What a group of commands is added with. */
export interface Adding {
  readonly command: (usage: string, description: string) => Command;
  readonly config: () => Option;
  readonly json: () => Option;
  readonly done: (code: number) => void;
}

/** The commands of a developer's own desk. */
export function addDeskCommands({ command, config, json, done }: Adding): void {
  listening(command("dev", "run a project while you write it: serve, and reload what is saved").addOption(config()))
    .option("--fast-retries", "delays between attempts shrunk to seconds")
    .addHelpText("after", DEV_HELP)
    .action(async (options) => done(await (await import("./dev.ts")).dev(options)));

  command("send", "send a signed sample event, as its provider would")
    .argument("[provider]", "who sends; see --list")
    .argument("[type]", "the event's type: invoice.paid")
    .option("--list", "what there is: of all providers, or of the one that is named")
    .option("--set <path=value>", "a field of the sample: a JSON value, else text; again for each", collect)
    .option("--add <path=value>", "the same for a field that the sample does not have", collect)
    .option("--body <file>", "this body in place of a sample, byte for byte; -: stdin")
    .option("--header <line>", "'Name: value' beside the provider's own; again for each", collect)
    .option("--key <key>", "the event's key, where it is to be a certain one; twice the same is a duplicate")
    .option("--scenario <file>", "several events in turn: .yaml, .json, .mjs or .ts")
    .option("--to <url>", "any address; default: the running inbox's, for the config's source of this provider", url)
    .option("--source <name>", "the config's source, where several are of this provider")
    .option("-p, --port <port>", "where the running inbox receives", port, 8420)
    .option("--count <n>", "this many, each a new event", count, 1)
    .option("--rate <n>", "at most this many a second; default: as fast as they are answered", rate)
    .option("--secret-env <name>", "variable that holds the secret; default: the config's", collect)
    .option("--secret-file <file>", "file that holds the secret", collect)
    .option("--secret-stdin", "the secret is on stdin")
    .option("--option <name=value>", "an option of the provider; again for each", collect)
    .option("--print", "show the request as a curl command; send nothing")
    .addOption(config())
    .addOption(json())
    .addHelpText("after", SEND_HELP)
    .action(async (provider, type, options) =>
      done(await (await import("./send.ts")).sendCommand(provider, type, options)),
    );

  command("listen", "bring the events of a running inbox to an address of this machine")
    .option("--from <url>", "admin listener of the inbox", url, "http://127.0.0.1:8421")
    .option("--to <url>", "where they are posted: http://localhost:3000/webhooks", url)
    .option("--source <name>", "only of this source; again for each", collect)
    .option("--type <pattern>", "only of this type: issues.opened, issues.*; again for each", collect)
    .option("--print", "only look: show each request, send it nowhere")
    .option("--since <time>", "begin with what came since then: 2h, or 2026-11-21T09:00:00Z", since)
    .option("--name <name>", "of this listener: each name has a cursor of its own", "default")
    .option("--share <part/of>", "only this part of the events: 1/2 and 2/2 split them", share)
    .option("--token-env <name>", "variable that holds the token; default: HOOKINBOX_TOKEN")
    .option(
      "--header-env <header=name>",
      "a header whose value is in a variable: X-Gitlab-Token=NAME; again for each",
      collect,
    )
    .addOption(json())
    .addHelpText("after", LISTEN_HELP)
    .action(async (options) => done(await (await import("./listen.ts")).listenCommand(options)));
}
