import { parseArgs } from "node:util";

/** What a recorded command asks for. */
export interface HelmCommand {
  readonly action: string;
  /** Its arguments: the name of a release, the folder of a chart. */
  readonly operands: readonly string[];
  readonly flags: ReturnType<typeof parseFlags>["values"];
}

export function parseCommand([action = "", ...args]: readonly string[]): HelmCommand {
  const { values: flags, positionals: operands } = parseFlags(args);
  return { action, operands, flags };
}

function parseFlags(args: readonly string[]) {
  const list = { type: "string", multiple: true } as const;
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  return parseArgs({
    args: args.flatMap(splitNegative),
    allowPositionals: true,
    options: {
      namespace: { type: "string", short: "n" },
      values: { ...list, short: "f" },
      "show-only": { ...list, short: "s" },
      output: { ...text, short: "o" },
      destination: { ...text, short: "d" },
      set: list,
      "set-json": list,
      "set-string": list,
      "set-file": list,
      "set-literal": list,
      "api-versions": list,
      "kube-version": text,
      "name-template": text,
      "post-renderer": text,
      "dry-run": text,
      labels: text,
      description: text,
      version: text,
      "app-version": text,
      "include-crds": flag,
      "skip-crds": flag,
      "skip-tests": flag,
      "is-upgrade": flag,
      "hide-notes": flag,
      debug: flag,
      strict: flag,
    },
  });
}

/** A value may begin with a dash, which only `--flag=value` says clearly. */
function splitNegative(argument: string, index: number, all: readonly string[]): readonly string[] {
  const before = all[index - 1] ?? "";
  if (argument.startsWith("--set") && !argument.includes("=")) return [];
  if (before.startsWith("--set") && !before.includes("=")) return [`${before}=${argument}`];
  return [argument];
}
