// The Go command, and modules that are written and read with it.
import { execFileSync, type ExecFileSyncOptionsWithStringEncoding } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Runs the go command in a folder and gives what it prints. */
export type Go = (...args: readonly string[]) => string;

/** Builds a program in an empty folder and gives its path. */
export type Recipe = (folder: string, go: Go) => string;

export function goIn(cwd: string): Go {
  const options: ExecFileSyncOptionsWithStringEncoding = {
    cwd,
    encoding: "utf8",
    env: { ...process.env, GOBIN: cwd, GOWORK: "off" },
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 26,
  };
  return (...args) => execFileSync("go", args, options);
}

interface GoModule {
  readonly Path: string;
  readonly Version?: string;
}

interface GoManifest {
  readonly Require: readonly GoModule[];
  readonly Replace: readonly { readonly Old: GoModule; readonly New: GoModule }[];
}

/** What `go.mod` of a module says, which is `path@version`. */
export function manifestOf(go: Go, module: string): GoManifest {
  const { GoMod } = JSON.parse(go("mod", "download", "-json", module)) as { GoMod: string };
  const { Require, Replace } = JSON.parse(go("mod", "edit", "-json", GoMod)) as Partial<GoManifest>;
  return { Require: Require ?? [], Replace: Replace ?? [] };
}

/** Folder of the files of a module, which is `path@version`. They are read-only. */
export function filesOf(go: Go, module: string): string {
  return (JSON.parse(go("mod", "download", "-json", module)) as { Dir: string }).Dir;
}

/** Makes the folder a module that requires another one. */
export function writeModule(folder: string, requirement: string, replacements: readonly string[] = []): void {
  const replaced = replacements.map((line) => `replace ${line}\n`).join("");
  writeFileSync(join(folder, "go.mod"), `module peers\n\ngo 1.26\n\nrequire ${requirement}\n\n${replaced}`);
}

/** A program of another module is only in the build when something imports it. */
export function requireCommand(folder: string, path: string): void {
  writeFileSync(join(folder, "tools.go"), `//go:build tools\n\npackage peers\n\nimport _ "${path}"\n`);
}
