import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { parseYaml } from "@flux-ts/yaml";
import { asKustomizeError, KustomizeError, prefixError } from "../errors.ts";
import { decode, demandDecoded, listOf } from "../kustomization/decode.ts";
import { replacementEntryType, replacementType } from "../kustomization/schema.ts";
import type { Replacement, ReplacementEntry } from "../kustomization/types.ts";
import type { Loader } from "../load/loader.ts";
import { readConfig } from "../plugin/config.ts";
import type { TransformerFactory } from "../plugin/plugin.ts";
import { applyReplacement } from "../replace/replace.ts";

/** Copies values between objects, as `replacements` or the files it names say. */
export const createReplacementTransformer: TransformerFactory = (config, { loader }) => {
  const { replacements = [] } = readConfig<{ replacements?: readonly ReplacementEntry[] }>(
    config,
    "ReplacementTransformerPlugin",
    { replacements: listOf(replacementEntryType) },
  );
  const all = replacements.flatMap((entry) => expandEntry(entry, loader));
  return {
    transform: (set) => {
      for (const replacement of all) applyReplacement(set.resources, replacement);
    },
  };
};

function expandEntry({ path = "", ...inline }: ReplacementEntry, loader: Loader): readonly Replacement[] {
  if (path === "") return [inline];
  if (inline.source !== undefined || inline.targets !== undefined) {
    throw new KustomizeError("conflict", "cannot specify both path and inline replacement");
  }
  return readReplacementFile(loader.readText(path), loader.pathOf(path));
}

/** A file holds one replacement or a list of them. */
function readReplacementFile(text: string, file: string): readonly Replacement[] {
  const value = attempt(() => parseYaml(text, { file }));
  const list = isJsonObject(value) ? [value] : value;
  if (!Array.isArray(list)) {
    const problem = "unsupported replacement type encountered within replacement path";
    throw new KustomizeError("invalid-config", `${problem}: ${goKind(list)}`, { position: { file, line: 1 } });
  }
  const decoded = decode(list, listOf(replacementType), { strict: false, coerce: true });
  return demandDecoded(
    decoded,
    ({ message }) => new KustomizeError("invalid-config", `error unmarshaling JSON: while decoding JSON: ${message}`),
  );
}

/** The kind of a decoded scalar as Go's reflection names it. */
function goKind(value: JsonValue): string {
  if (value === null) return "invalid";
  if (typeof value === "string") return "string";
  return typeof value === "boolean" ? "bool" : "float64";
}

function attempt<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw prefixError(asKustomizeError("malformed-yaml", error), "error converting YAML to JSON");
  }
}
