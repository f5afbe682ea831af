// docs/config.md: every key, from the interfaces that people write against; every default, from the code that fills it in.
import { readFileSync } from "node:fs";
import ts from "typescript";
import * as defaults from "../dist/config/defaults.js";
import { DEFAULT_MAX_OUTPUT } from "../dist/config/destinations/command.js";
import { formatSize } from "../dist/config/sizes.js";
import { formatMs } from "../dist/durations.js";
import { cell, code } from "./docs-cell.mjs";

const FILE = new URL("../src/config/config.ts", import.meta.url);
const FILES = ["config.ts", "settings.ts", "destinations/written.ts", "../delivery-options.ts"];
const SIZES = new Set(["bodies", "headers"]);
const COUNTS = new Set(["concurrency", "inFlight", "headerLines", "quarantineRate", "trustedProxies"]);

const show = (name, value) => {
  if (Array.isArray(value))
    return `[${value.map((v) => JSON.stringify(typeof v === "number" ? formatMs(v) : v)).join(", ")}]`;
  if (typeof value !== "number") return JSON.stringify(value);
  return COUNTS.has(name) ? String(value) : SIZES.has(name) ? formatSize(value) : `"${formatMs(value)}"`;
};

const from =
  (table, rest = {}) =>
  (name) =>
    name in rest ? rest[name] : name in table ? show(name, table[name]) : undefined;

const SECTIONS = [
  ["The config", "Config", "", from({ store: defaults.DEFAULT_STORE })],
  [
    "A source",
    "SourceConfig",
    "sources.<name>.",
    from(
      { syncTimeout: defaults.DEFAULT_SYNC_TIMEOUT, mode: "async", allowUnverified: false },
      {
        maxBody: formatSize(defaults.DEFAULT_MAX_BODY),
        retry: "`work.retry`",
        tolerance: "the provider's",
        rejectStatus: "the provider's, else 401 or 400",
        ack: "the provider's",
        key: "the provider's",
      },
    ),
  ],
  [
    "A destination",
    "DeliveryOptions",
    "destinations.<name>.",
    from(
      { onDead: "block" },
      {
        retry: "`work.retry`",
        timeout: '"30s"; a command: `work.timeout`',
        concurrency: "`work.concurrency`; a command: 4",
      },
    ),
  ],
  ["An HTTP destination", "HttpDestinationConfig", "destinations.<name>.", from({ allowPrivate: false, retryOn: [] })],
  [
    "A command",
    "CommandDestinationConfig",
    "destinations.<name>.",
    from({}, { cwd: "the config's folder", maxOutput: formatSize(DEFAULT_MAX_OUTPUT) }),
  ],
  [
    "A BullMQ queue",
    "BullmqConfig",
    "destinations.<name>.bullmq.",
    from({ prefix: "bull" }, { jobName: "the event's type" }),
  ],
  ["A route", "RouteConfig", "routes[].", from({ types: "*" })],
  ["Work", "WorkConfig", "work.", from(defaults.DEFAULT_WORK)],
  ["Retention", "RetentionConfig", "retention.", (name) => show("", defaults.DEFAULT_RETENTION[name])],
  ["Limits", "LimitsConfig", "limits.", from(defaults.DEFAULT_LIMITS, { backlog: "see below" })],
  ["Backlog", "BacklogConfig", "limits.backlog.", from({}, { disk: "256 MiB" })],
  ["Log", "LogSettings", "log.", from(defaults.DEFAULT_LOG)],
  ["Admin", "AdminConfig", "admin.", from(defaults.DEFAULT_ADMIN)],
];

function interfacesOf(file) {
  const source = ts.createSourceFile("x.ts", readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const found = new Map();
  for (const statement of source.statements)
    if (ts.isInterfaceDeclaration(statement))
      found.set(
        statement.name.text,
        statement.members.filter(ts.isPropertySignature).map((member) => property(member, source)),
      );
  return found;
}

function property(member, source) {
  const [doc] = ts.getJSDocCommentsAndTags(member);
  const about = (typeof doc?.comment === "string" ? doc.comment : ts.getTextOfJSDocComment(doc?.comment)) ?? "";
  const type = member.type
    .getText(source)
    .replaceAll("readonly ", "")
    .replace(/ \| undefined/g, "");
  return {
    name: member.name.getText(source),
    type,
    about: about.replace(/\s+/g, " "),
    optional: member.questionToken !== undefined,
  };
}

/** Where the code's own comment says nothing more than the default. */
const ABOUT = {
  "sources.<name>.maxBody": "The largest body that is taken.",
  "log.level": "What is said less loudly is left out.",
};

/** Key paths and what stands beside each: the page's rows, and what its test counts. */
export function configKeys() {
  const interfaces = new Map(FILES.flatMap((file) => [...interfacesOf(new URL(file, FILE))]));
  return SECTIONS.map(([title, name, prefix, defaultOf]) => ({
    title,
    rows: interfaces.get(name).map((row) => ({ ...row, key: prefix + row.name, value: defaultOf(row.name) })),
  }));
}

export function configPage() {
  return configKeys()
    .map(({ title, rows }) => {
      const lines = rows.map(({ key, type, about, value, optional }) => {
        const given = value ?? (optional || title === "Log" ? "–" : "**needed**");
        const told = about.replace(/ ?Default:? .*$/, "") || (ABOUT[key] ?? "See below.");
        return `| ${code(key)} | ${code(type)} | ${cell(given)} | ${cell(told)} |`;
      });
      return `## ${title}\n\n| key | type | default | |\n|---|---|---|---|\n${lines.join("\n")}`;
    })
    .join("\n\n");
}
