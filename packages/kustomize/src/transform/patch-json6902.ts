import type { JsonArray } from "@flux-ts/base";
import { KustomizeError, rewordError } from "../errors.ts";
import { string } from "../kustomization/decode.ts";
import { selectorType } from "../kustomization/schema.ts";
import type { SelectorEntry } from "../kustomization/types.ts";
import { applyOperations, parseJsonPatch } from "../patch/json.ts";
import { readConfig } from "../plugin/config.ts";
import type { TransformerFactory } from "../plugin/plugin.ts";
import { selectResources } from "../resource/selector.ts";

interface Config {
  readonly target?: SelectorEntry;
  readonly path?: string;
  readonly jsonOp?: string;
}

/** The deprecated `patchesJson6902`: a JSON patch for all objects that its target selects. */
export const createPatchJson6902Transformer: TransformerFactory = (config, { loader }) => {
  const {
    target,
    path = "",
    jsonOp = "",
  } = readConfig<Config>(config, "PatchJson6902TransformerPlugin", {
    target: selectorType,
    path: string,
    jsonOp: string,
  });
  if (!target?.name) throw new KustomizeError("invalid-config", "must specify the target name");
  if (path === "" && jsonOp === "") throw new KustomizeError("invalid-config", "empty file path and empty jsonOp");
  if (path !== "" && jsonOp !== "") {
    throw new KustomizeError("invalid-config", "must specify a file path or jsonOp, not both");
  }
  const operations = readOperations(path === "" ? jsonOp : loader.readText(path), loader.pathOf(path));
  if (operations.length === 0) {
    throw new KustomizeError("patch", `patch appears to be empty; file=${path}, JsonOp=${jsonOp}`);
  }
  return {
    transform: (set) => {
      // Unlike `patches` this does not remember what it renames.
      for (const resource of selectResources(set, target)) applyOperations(resource, operations);
    },
  };
};

function readOperations(text: string, file: string): JsonArray {
  try {
    return parseJsonPatch(text, file);
  } catch (error) {
    throw rewordError(error, (message) => `decoding ${text}: ${message}`);
  }
}
