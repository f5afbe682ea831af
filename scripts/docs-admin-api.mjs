// docs/admin-api.md: every route of /api/openapi.json, as a running inbox answers it.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cell, code } from "./docs-cell.mjs";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const CONFIG = { store: "memory:", sources: { any: { provider: "none" } } };

/** The description that `hookinbox serve` gives of its own API. */
export async function openApi() {
  const folder = mkdtempSync(join(tmpdir(), "hookinbox-docs-"));
  writeFileSync(join(folder, "hookinbox.config.json"), JSON.stringify(CONFIG));
  const port = await freePort();
  const args = ["serve", "--port", "0", "--admin-port", String(port)];
  const { HOOKINBOX_ADMIN_TOKEN: _, ...env } = process.env;
  const server = spawn(process.execPath, [CLI, ...args], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  try {
    await ready(server);
    return JSON.parse(await get(port, "/api/openapi.json"));
  } finally {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

const ready = (server) =>
  new Promise((resolve, reject) => {
    let said = "";
    server.stderr.setEncoding("utf8").on("data", (text) => (said += text));
    server.once("exit", (status) => reject(new Error(`serve ended with ${status}: ${said}`)));
    server.stdout.setEncoding("utf8").on("data", (text) => text.includes("ready") && resolve());
  });

async function freePort() {
  const { createServer } = await import("node:net");
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const get = (port, path) =>
  new Promise((resolve, reject) => {
    const asked = request({ port, path, host: "127.0.0.1" }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part) => (text += part));
      response.on("end", () => resolve(text));
    });
    asked.once("error", reject).end();
  });

export async function adminApiPage() {
  const { paths, components } = await openApi();
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => section(method, path, route)),
  );
  return [...routes, `## Shapes\n\n\`\`\`text\n${shapes(components.schemas)}\n\`\`\``].join("\n\n");
}

const shapes = (schemas) =>
  Object.entries(schemas)
    .map(([name, schema]) => `${name} ${typeOf(schema, "")}`)
    .join("\n\n");

/** A JSON schema as people write types. */
function typeOf(schema, indent) {
  const { $ref, allOf, anyOf, type, properties, items, enum: values, required = [] } = schema;
  if ($ref) return nameOf(schema);
  if (allOf) return allOf.map((one) => typeOf(one, indent)).join(" & ");
  if (anyOf) return anyOf.map((one) => typeOf(one, indent)).join(" | ");
  if (values) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (type === "array") return `${typeOf(items, indent)}[]`;
  if (properties) {
    const lines = Object.entries(properties).map(([name, of]) => {
      const about = of.description ? `  // ${of.description}` : "";
      return `${indent}  ${name}${required.includes(name) ? "" : "?"}: ${typeOf(of, `${indent}  `)}${about}`;
    });
    return `{\n${lines.join("\n")}\n${indent}}`;
  }
  return (Array.isArray(type) ? type.join(" | ") : type) ?? "any";
}

function section(method, path, { summary = "", parameters = [], requestBody, responses }) {
  const given = parameters.map(({ name, in: place, required, schema = {}, description }) => {
    const about = [description ?? schema.description, valuesOf(schema)].filter(Boolean).join(" ");
    return `| ${code(name)} | ${place}${required ? ", needed" : ""} | ${cell(about)} |`;
  });
  const body = requestBody?.content?.["application/json"]?.schema;
  const answers = Object.entries(responses).map(([status, { description, content }]) => {
    return `- **${status}** ${description}${shapeOf(content)}`;
  });
  return [
    `## \`${method.toUpperCase()} ${path}\``,
    `${summary}.`,
    given.length > 0 ? `| parameter | in | |\n|---|---|---|\n${given.join("\n")}` : "",
    body ? `Takes a JSON body of the shape \`${nameOf(body)}\`.` : "",
    answers.join("\n"),
  ]
    .filter(Boolean)
    .join("\n\n");
}

const valuesOf = ({ enum: values }) => values && `One of ${values.map((value) => `\`${value}\``).join(", ")}.`;
const nameOf = ({ $ref, type }) => $ref?.split("/").at(-1) ?? type ?? "object";

function shapeOf(content) {
  const [type, { schema = {} } = {}] = Object.entries(content ?? {})[0] ?? [];
  if (type === undefined) return "";
  return type === "application/json" ? `: \`${nameOf(schema)}\`` : `, \`${type}\``;
}
