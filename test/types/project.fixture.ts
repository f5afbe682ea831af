import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { ROOT } from "../docs/snippets.ts";

/** A project that has hookinbox as npm would put it there, with nothing of this checkout above it. */
export interface Project {
  readonly folder: string;
  /** Diagnostics of one file and of hookinbox's own declarations, as without `skipLibCheck`: `file(line): message`. */
  check(text: string, resolution: Resolution): string[];
  remove(): void;
}

export type Resolution = "nodenext" | "bundler";

export function createProject(packages: readonly string[]): Project {
  const folder = mkdtempSync(join(tmpdir(), "hookinbox-types-"));
  const modules = join(folder, "node_modules");
  const own = join(modules, "hookinbox");
  mkdirSync(own, { recursive: true });
  cpSync(join(ROOT, "package.json"), join(own, "package.json"));
  // Only the declarations, and copied: a link would be followed to this checkout, where every package is.
  cpSync(join(ROOT, "dist"), join(own, "dist"), {
    recursive: true,
    filter: (path) => !/\.(?:js|map|html|css|svg|json)$/.test(path),
  });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), "@types/node", ...packages]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), join(modules, name), "dir");
  }
  return {
    folder,
    check(text, resolution) {
      const file = join(folder, `index.${resolution}.ts`);
      writeFileSync(file, text);
      const nodenext = resolution === "nodenext";
      const program = ts.createProgram([file], {
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        target: ts.ScriptTarget.ES2022,
        module: nodenext ? ts.ModuleKind.NodeNext : ts.ModuleKind.ESNext,
        moduleResolution: nodenext ? ts.ModuleResolutionKind.NodeNext : ts.ModuleResolutionKind.Bundler,
        types: ["node"],
        typeRoots: [join(modules, "@types")],
      });
      // Not those of other packages: half a minute, and nobody here can mend them.
      const judged = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(folder) && isOurs(fileName));
      const found = [
        ...program.getOptionsDiagnostics(),
        ...judged.flatMap((one) => ts.getPreEmitDiagnostics(program, one)),
      ];
      return found.map(({ file, start = 0, messageText }) => {
        const line = file && file.getLineAndCharacterOfPosition(start).line + 1;
        return `${file?.fileName.replace(folder, "")}(${line}): ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
      });
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const isOurs = (file: string): boolean => !file.includes("/node_modules/") || file.includes("/node_modules/hookinbox/");
