import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { loadConfig } from "../../src/config/load.ts";
import { CLI, type Consumer, createConsumer } from "../docs/consumer.fixture.ts";
import { ROOT } from "../docs/snippets.ts";

/** Files for containers and machines. No engine runs here, so they are read: by our own rules, and by the command line. */

const text = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const { version } = JSON.parse(text("package.json")) as { version: string };

const helps = new Map<string, string>();
const helpOf = (command: string): string => {
  let help = helps.get(command);
  if (help === undefined) {
    help = spawnSync(process.execPath, [CLI, command, "--help"], { encoding: "utf8" }).stdout;
    helps.set(command, help);
  }
  return help;
};

/** `serve --host 0.0.0.0 …`: the command and each option are there. */
function expectCommand([command = "", ...rest]: readonly string[]): void {
  const help = helpOf(command);
  expect(help, command).toContain(`hookinbox ${command}`);
  for (const word of rest.filter((word) => word.startsWith("-")))
    expect(help, `${command} ${word}`).toMatch(new RegExp(`[\\s,]${word}\\b`));
}

/** A tag that says which one, and is not moved by the next release. */
const pinned = (image: string): boolean => /:[\w.-]*\d[\w.-]*$/.test(image) && !image.endsWith(":latest");

let consumer: Consumer;
beforeAll(() => {
  consumer = createConsumer();
  for (const name of ["DATABASE_URL", "GITHUB_WEBHOOK_SECRET"]) process.env[name] ??= "postgres://h:p@127.0.0.1/h";
});
afterAll(() => consumer.remove());

async function expectApp(folder: string, config: string, handlers: string): Promise<void> {
  const file = consumer.write(join(folder, "hookinbox.config.mjs"), config);
  consumer.write(join(folder, "handlers.mjs"), handlers);
  const { settings } = await loadConfig({ file });
  expect([...settings.sources.keys()]).toEqual(["github"]);
  expect(spawnSync(process.execPath, ["--check", join(consumer.folder, folder, "handlers.mjs")]).status).toBe(0);
}

/** What is wrong with a Dockerfile, one line for each. */
function lintDockerfile(file: string): string[] {
  const lines = file
    .replace(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const found: string[] = [];
  const all = (word: string) => lines.filter((line) => line.startsWith(`${word} `));
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
  const stages = new Set(all("FROM").map((line) => / AS (\w+)$/.exec(line)?.[1]));
  for (const line of all("FROM")) {
    const image = line.split(/\s+/)[1] ?? "";
    if (!stages.has(image) && !pinned(image)) found.push(`not pinned: ${image}`);
  }
  if (all("FROM").length < 2) found.push("one stage: the compiler ships");
  const user = last.findLast((line) => line.startsWith("USER "))?.split(/\s+/)[1] ?? "root";
  if (!/^[1-9]\d*(?::[1-9]\d*)?$/.test(user)) found.push(`user ${user}: a cluster cannot see that this is not root`);
  if (!last.some((line) => line.startsWith("HEALTHCHECK "))) found.push("no health check");
  for (const word of ["ENTRYPOINT", "CMD"])
    for (const line of last.filter((one) => one.startsWith(`${word} `)))
      if (!/^\w+ \[.*\]$/.test(line)) found.push(`${word} by a shell: SIGTERM does not reach Node`);
  if (all("ADD").length > 0) found.push("ADD fetches and unpacks: COPY");
  if (/\b(?:SECRET|TOKEN|PASSWORD)\s*=/.test(file)) found.push("a secret in the image");
  for (const line of all("RUN")) if (/apt-get install(?!.*rm -rf)/.test(line)) found.push("lists of apt stay");
  return found;
}

describe("Dockerfile", () => {
  test("is small, pinned, not root, checked, and hears SIGTERM", () => {
    expect(lintDockerfile(text("Dockerfile"))).toEqual([]);
  });

  test("control: a bad one breaks each rule, and all are seen", () => {
    const bad = "FROM node:latest\nADD . /app\nENV API_TOKEN=x\nRUN apt-get install -y curl\nCMD node app.js\n";
    expect(lintDockerfile(bad)).toHaveLength(7);
  });

  test("what it runs is there", () => {
    const command = /^CMD (\[.*\])$/m.exec(text("Dockerfile"))?.[1] ?? "[]";
    expectCommand(JSON.parse(command) as string[]);
  });

  test("a build takes no secret, store or history with it", () => {
    const ignored = text(".dockerignore").split("\n");
    expect(ignored).toEqual(expect.arrayContaining([".git", "**/node_modules", "**/.env", "**/*.db"]));
  });
});

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: object;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
}

describe("compose.yaml", () => {
  const { services, volumes } = parse(text("compose.yaml"), { merge: true }) as {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
  };

  test("has receivers, workers, Postgres, and Redis for who asks for it", () => {
    expect(Object.keys(services)).toEqual(["receiver", "worker", "postgres", "redis"]);
    expect(services.receiver?.command?.slice(0, 2)).toEqual(["serve", "--no-work"]);
    expect(services.worker?.command?.[0]).toBe("work");
  });

  test.each(Object.entries(services))("%s: pinned, checked, its commands and volumes are there", (name, service) => {
    expect(pinned(service.image), service.image).toBe(true);
    if (service.image.startsWith("hookinbox:")) {
      expect(service.image).toBe(`hookinbox:${version}`);
      expectCommand(service.command ?? []);
    } else expect(service.healthcheck).toBeDefined();
    for (const volume of service.volumes ?? []) {
      const [from = ""] = volume.split(":");
      if (from.startsWith("./")) expect(text(from)).not.toBe("");
      else expect(Object.keys(volumes)).toContain(from);
    }
    // A secret comes from outside, and its absence stops everything.
    for (const [key, value] of Object.entries(service.environment ?? {}))
      if (/PASSWORD|TOKEN|SECRET|URL/.test(key)) expect(value, `${name} ${key}`).toMatch(/\$\{\w+:\?/);
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test("the app that it mounts can be loaded", () =>
    expectApp("compose", text("deploy/app/hookinbox.config.mjs"), text("deploy/app/handlers.mjs")));
});

// biome-ignore lint/suspicious/noExplicitAny: a manifest, whose shape the tests say
type Manifest = any;

describe("Kubernetes", () => {
  const files = readdirSync(join(ROOT, "deploy/kubernetes")).filter((name) => name.endsWith(".yaml"));
  const manifests: Manifest[] = files.flatMap((name) =>
    parseAllDocuments(text(`deploy/kubernetes/${name}`)).map((document) => {
      expect(document.errors, name).toEqual([]);
      return document.toJS();
    }),
  );
  const of = (kind: string): Manifest[] => manifests.filter((one) => one.kind === kind);

  test("each stands in its namespace and has a name of its own", () => {
    const names = manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    for (const { kind, metadata } of manifests)
      if (kind !== "Namespace") expect(metadata.namespace, metadata.name).toBe("hookinbox");
  });

  test.each(of("Deployment").map((one) => [one.metadata.name, one]))("%s may do nothing that it need not", (_, one) => {
    const { template, selector } = one.spec;
    const [container] = template.spec.containers;
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    expect(template.spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    });
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(30);
    expect(container.image).toBe(`hookinbox:${version}`);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(container.resources).toMatchObject({
      requests: { cpu: expect.anything() },
      limits: { memory: expect.anything() },
    });
    expectCommand(container.args);
    const ports = container.ports.map(({ name }: Manifest) => name);
    for (const [probe, path] of [
      ["livenessProbe", "/healthz"],
      ["readinessProbe", "/readyz"],
    ] as const) {
      expect(container[probe].httpGet.path).toBe(path);
      expect(ports).toContain(container[probe].httpGet.port);
    }
    const volumes = template.spec.volumes.map(({ name }: Manifest) => name);
    for (const { name } of container.volumeMounts) expect(volumes).toContain(name);
    for (const { configMap } of template.spec.volumes)
      if (configMap) expect(of("ConfigMap").map((map) => map.metadata.name)).toContain(configMap.name);
    for (const { secretRef } of container.envFrom)
      expect(of("Secret").map((s) => s.metadata.name)).toContain(secretRef.name);
  });

  test("services and policies point at pods that there are; only receivers take requests", () => {
    const pods = of("Deployment").map((one) => one.spec.template.metadata.labels["app.kubernetes.io/name"]);
    for (const { spec } of of("Service")) expect(pods).toContain(spec.selector["app.kubernetes.io/name"]);
    for (const { spec } of [...of("NetworkPolicy")])
      expect(pods).toContain(spec.podSelector.matchLabels["app.kubernetes.io/name"]);
    for (const { spec } of of("PodDisruptionBudget"))
      expect(pods).toContain(spec.selector.matchLabels["app.kubernetes.io/name"]);
    const open = of("NetworkPolicy").filter(({ spec }) =>
      spec.ingress.some(({ from }: Manifest) => from === undefined),
    );
    expect(open.map(({ metadata }) => metadata.name)).toEqual(["hookinbox"]);
  });

  test("the secret holds nothing, and the app can be loaded", async () => {
    for (const secret of of("Secret")) expect(Object.values(secret.stringData)).toEqual(["", "", ""]);
    const { data } = of("ConfigMap")[0];
    await expectApp("kubernetes", data["hookinbox.config.mjs"], data["handlers.mjs"]);
  });
});

describe("systemd", () => {
  const unit = text("deploy/systemd/hookinbox.service");

  test("what it runs is there, as nobody", () => {
    const [, command = ""] = /^ExecStart=\S+ node_modules\/hookinbox\/dist\/cli\.js (.+)$/m.exec(unit) ?? [];
    expectCommand(command.split(" "));
    expect(unit).toContain("\nDynamicUser=yes\n");
    expect(unit).toContain("\nNoNewPrivileges=yes\n");
  });

  const missing =
    spawnSync("systemd-analyze", ["--version"]).status !== 0 || spawnSync("test", ["-x", "/usr/bin/node"]).status !== 0;
  if (missing) console.log("skipped: systemd-analyze verify: it is not here, or /usr/bin/node is not");

  test.skipIf(missing)("systemd understands it", () => {
    const { stderr } = spawnSync("systemd-analyze", ["verify", join(ROOT, "deploy/systemd/hookinbox.service")], {
      encoding: "utf8",
    });
    expect(stderr.split("\n").filter((line) => line.includes("hookinbox.service"))).toEqual([]);
  });
});
