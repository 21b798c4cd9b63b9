import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject, messageOf } from "@flux-ts/base";
import { DecodeError } from "../decode/decode.ts";
import { HelmError } from "../errors.ts";
import { assign } from "./assign.ts";
import { mergeMaps } from "./merge.ts";
import { parseValues } from "./parse-values.ts";
import { parseSet, SetError } from "./set-grammar.ts";
import type { SetMode } from "./set-grammar.ts";

/** Where the values of a release come from, as the flags of Helm name it. */
export interface ValueSources {
  /** `--values`: later files go over earlier ones. */
  readonly files?: readonly { readonly name: string; readonly text: string }[];
  /** `--set-json`: an object, or `key=JSON`. */
  readonly setJson?: readonly string[];
  readonly set?: readonly string[];
  readonly setString?: readonly string[];
  /** `--set-file`: the values are the names of files that `readFile` reads. */
  readonly setFile?: readonly string[];
  readonly setLiteral?: readonly string[];
  /** May throw: its message is shown. */
  readonly readFile?: (name: string) => string;
}

/**
 * The values of a release. Files come first, then `--set-json`, `--set`, `--set-string`, `--set-file` and `--set-literal`.
 *
 * @throws HelmError
 */
export function readValues(sources: ValueSources): JsonObject {
  const { files = [], setJson = [], set = [], setString = [], setFile = [], setLiteral = [] } = sources;
  const noFiles = (name: string): string => {
    throw new HelmError("values", `open ${name}: no such file or directory`);
  };
  const readFile = sources.readFile ?? noFiles;
  let values = files.map(readFileOfValues).reduce(mergeMaps, {});
  values = setJson.reduce(setFromJson, values);
  values = set.reduce((base, text) => setFrom(base, text, { flag: "--set", mode: "typed" }), values);
  values = setString.reduce((base, text) => setFrom(base, text, { flag: "--set-string", mode: "string" }), values);
  const fromFile = {
    flag: "--set-file",
    mode: "string",
    leaf: (value: JsonValue) => readLeaf(value, readFile),
  } as const;
  values = setFile.reduce((base, text) => setFrom(base, text, fromFile), values);
  return setLiteral.reduce((base, text) => setFrom(base, text, { flag: "--set-literal", mode: "literal" }), values);
}

function readFileOfValues({ name, text }: { readonly name: string; readonly text: string }): JsonObject {
  try {
    return parseValues(text);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const position = error.line === undefined ? {} : { position: { file: name, line: error.line } };
    throw new HelmError("values", `failed to parse ${name}: ${error.message}`, { cause: error, ...position });
  }
}

interface SetOptions {
  readonly flag: string;
  readonly mode: SetMode;
  /** What becomes of a value that was written. */
  readonly leaf?: (value: JsonValue) => JsonValue;
}

function setFrom(values: JsonObject, text: string, { flag, mode, leaf }: SetOptions): JsonObject {
  try {
    return assignAll(values, text, mode, leaf);
  } catch (error) {
    if (!(error instanceof SetError)) throw error;
    throw new HelmError("values", `failed parsing ${flag} data: ${error.message}`, { cause: error });
  }
}

function assignAll(values: JsonObject, text: string, mode: SetMode, leaf: SetOptions["leaf"]): JsonObject {
  let result = values;
  for (const { path, value } of parseSet(text, mode)) {
    result = assign(result, { path, value: value === undefined || leaf === undefined ? value : leaf(value) });
  }
  return result;
}

function readLeaf(value: JsonValue, readFile: (name: string) => string): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => readLeaf(item, readFile));
  if (typeof value !== "string" || value === "") return value;
  try {
    return readFile(value);
  } catch (error) {
    throw new SetError(messageOf(error), { cause: error });
  }
}

function setFromJson(values: JsonObject, text: string): JsonObject {
  if (text.trimStart().startsWith("{")) return mergeMaps(values, parseObject(text));
  try {
    return assignAll(values, text, "json", undefined);
  } catch (error) {
    if (!(error instanceof SetError)) throw error;
    throw new HelmError("values", `failed parsing --set-json data ${text}`, { cause: error });
  }
}

function parseObject(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isJsonObject(value) ? value : {};
  } catch (error) {
    throw new HelmError("values", `failed parsing --set-json data JSON: ${text}`, { cause: error });
  }
}
