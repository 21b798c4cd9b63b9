import { KustomizeError } from "../errors.ts";
import { string } from "../kustomization/decode.ts";
import { selectorType } from "../kustomization/schema.ts";
import type { SelectorEntry } from "../kustomization/types.ts";
import { applyOperations, parseJsonPatch } from "../patch/json.ts";
import { readConfig } from "../plugin/config.ts";
import type { TransformerFactory } from "../plugin/plugin.ts";
import { gvkFrom } from "../resource/id.ts";
import type { ResourceId } from "../resource/id.ts";

interface Config {
  readonly target?: SelectorEntry;
  readonly path?: string;
  readonly jsonOp?: string;
}

/** The deprecated `patchesJson6902`: a JSON patch for the one object that its target names. */
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
  const id = idOf(target);
  return {
    transform: (set) => {
      const resource = set.demand(id);
      resource.storeId();
      applyOperations(resource, operations);
    },
  };
};

function idOf({ group = "", version = "", kind = "", name = "", namespace = "" }: SelectorEntry): ResourceId {
  return { ...gvkFrom(group === "" ? version : `${group}/${version}`, kind), name, namespace };
}
