import { KustomizeError, withPrefix } from "../errors.ts";
import type { GeneratorArgs } from "../kustomization/types.ts";
import type { Loader } from "../load/loader.ts";
import { baseName } from "../load/path.ts";
import { formatGoList, quoteGo } from "../text/go.ts";

export interface KeyValue {
  readonly key: string;
  /** Bytes of a file, or a text. */
  readonly value: Uint8Array | string;
}

/** The pairs that a generator's `envs`, `literals` and `files` give, in this order. */
export function loadKeyValues(args: GeneratorArgs, loader: Loader): KeyValue[] {
  const envs = [...(args.envs ?? []), ...(args.env ? [args.env] : [])];
  const literals = args.literals ?? [];
  const files = args.files ?? [];
  return withPrefix("loading KV pairs", () => [
    ...withPrefix(`env source files: ${formatGoList(envs)}`, () => envs.flatMap((path) => readEnvFile(path, loader))),
    ...withPrefix(`literal sources ${formatGoList(literals)}`, () => literals.map(parseLiteral)),
    ...withPrefix(`file sources: ${formatGoList(files)}`, () => files.map((source) => readFileSource(source, loader))),
  ]);
}

function parseLiteral(source: string): KeyValue {
  const split = source.indexOf("=");
  if (split < 1) {
    throw new KustomizeError("invalid-config", `invalid literal source ${source}, expected key=value`);
  }
  return { key: source.slice(0, split), value: unquote(source.slice(split + 1)) };
}

function unquote(text: string): string {
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}

function readFileSource(source: string, loader: Loader): KeyValue {
  const parts = source.split("=");
  const [key = "", path = ""] = parts;
  if (parts.length === 1) return { key: baseName(source), value: loader.read(source) };
  if (parts.length > 2) throw badSource(`source ${quoteGo(source)} key name or file path contains '='`);
  if (key === "") throw badSource(`missing key name for file path ${quoteGo(path)} in source ${quoteGo(source)}`);
  if (path === "") throw badSource(`missing file path for key name ${quoteGo(key)} in source ${quoteGo(source)}`);
  return { key, value: loader.read(path) };
}

function badSource(message: string): KustomizeError {
  return new KustomizeError("invalid-config", message);
}

function readEnvFile(path: string, loader: Loader): KeyValue[] {
  const lines = loader.readText(path).split("\n");
  return lines.flatMap((line) => parseEnvLine(line.replace(/\r$/, "").trimStart()));
}

function parseEnvLine(line: string): KeyValue[] {
  if (line === "" || line.startsWith("#")) return [];
  const split = line.indexOf("=");
  const key = split < 0 ? line : line.slice(0, split);
  // The real tool takes a missing value from its own environment, which is nobody's business here.
  return [{ key, value: split < 0 ? "" : line.slice(split + 1) }];
}
