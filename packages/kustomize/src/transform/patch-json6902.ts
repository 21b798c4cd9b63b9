import { KustomizeError } from "../errors.ts";
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
  const operations = parseJsonPatch(path === "" ? jsonOp : loader.readText(path), loader.pathOf(path));
  return {
    transform: (set) => {
      for (const resource of selectResources(set, target)) {
        resource.storeId(set.schema);
        applyOperations(resource, operations);
      }
    },
  };
};
