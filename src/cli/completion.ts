import type { Command, Option } from "commander";
import { EXIT } from "./exit.ts";
import { print } from "./output.ts";

/** What may stand where the cursor is, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly about?: string;
}

/** Where values come from that the tree of commands does not hold. */
export interface Values {
  providers(): Promise<Candidate[]>;
  types(provider: string | undefined): Promise<Candidate[]>;
  sources(config: string | undefined): Candidate[];
}

const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** The scripts hold nothing of the commands: they ask `completion --words` at each key, so they never grow old. */
const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_hookinbox() {
  local IFS=$'\\n'
  COMPREPLY=($(hookinbox completion bash --words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
}
complete -o default -F _hookinbox hookinbox`,
  zsh: `#compdef hookinbox
_hookinbox() {
  local -a found
  found=(\${(f)"$(hookinbox completion bash --words -- "\${(@)words[2,CURRENT]}" 2>/dev/null | sed -e 's/:/\\\\:/g' -e 's/\\t/:/')"})
  if (( \${#found} )); then _describe hookinbox found; else _files; fi
}
compdef _hookinbox hookinbox`,
  fish: `function __hookinbox
  set -l words (commandline -opc)[2..] (commandline -ct)
  hookinbox completion bash --words -- $words 2>/dev/null
end
complete -c hookinbox -a '(__hookinbox)'`,
};

/** `hookinbox completion bash`: the script; with `words`: what may stand in the place of the last one. */
export async function completion(program: Command, shell: Shell | undefined, words: readonly string[] | undefined) {
  if (words) {
    const values = await import("./completion-values.ts");
    for (const { word, about } of await candidates(program, words, values)) print(about ? `${word}\t${about}` : word);
  } else print(SCRIPTS[shell ?? "bash"]);
  return EXIT.fine;
}

/** What fits the last word, from the commands themselves. Nothing where a file is wanted: the shell knows those. */
export async function candidates(program: Command, words: readonly string[], values: Values): Promise<Candidate[]> {
  const before = words.slice(0, -1);
  const partial = words.at(-1) ?? "";
  const { command, given, awaits, config } = walk(program, before);
  const all = await offered();
  return all.filter(({ word }) => word.startsWith(partial));

  async function offered(): Promise<Candidate[]> {
    if (awaits) return valuesOf(awaits, values, config);
    if (partial.startsWith("-")) return optionsOf(command);
    const commands =
      given.length > 0 ? [] : command.commands.map((one) => ({ word: one.name(), about: one.description() }));
    const argument = command.registeredArguments[given.length];
    const named = argument?.argChoices?.map((word) => ({ word })) ?? [];
    if (argument?.name() === "provider" || argument?.name() === "word")
      return [...commands, ...(await values.providers())];
    if (argument?.name() === "type") return values.types(given[0]);
    return [...commands, ...named];
  }
}

interface Place {
  readonly command: Command;
  /** Arguments before the cursor. */
  readonly given: readonly string[];
  /** The option whose value stands at the cursor. */
  readonly awaits: Option | undefined;
  readonly config: string | undefined;
}

function walk(program: Command, words: readonly string[]): Place {
  let command = program;
  let awaits: Option | undefined;
  let config: string | undefined;
  const given: string[] = [];
  for (const word of words) {
    if (awaits) {
      if (awaits.long === "--config") config = word;
      awaits = undefined;
    } else if (word.startsWith("-")) {
      const option = everyOption(command).find(({ long, short }) => word === long || word === short);
      awaits = option?.required ? option : undefined;
    } else {
      const below = given.length === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (below) command = below;
      else given.push(word);
    }
  }
  return { command, given, awaits, config };
}

/** A subcommand takes its parent's as well. */
const everyOption = (command: Command): Option[] => [
  ...command.options,
  ...(command.parent ? everyOption(command.parent) : []),
];

const optionsOf = (command: Command): Candidate[] => [
  ...everyOption(command)
    .filter(({ hidden }) => !hidden)
    .map(({ long, short, description }) => ({ word: long ?? short ?? "", about: description })),
  { word: "--help", about: "what it does, with examples" },
];

function valuesOf({ argChoices, long }: Option, values: Values, config: string | undefined): Candidate[] {
  if (argChoices) return argChoices.map((word) => ({ word }));
  return long === "--source" ? values.sources(config) : [];
}
