import { KustomizeError } from "../errors.ts";
import { string, strings } from "../kustomization/decode.ts";
import type { StrategicPatch } from "../patch/strategic.ts";
import { applyStrategicPatch, parseStrategicPatches, retarget } from "../patch/strategic.ts";
import { readConfig } from "../plugin/config.ts";
import type { PluginContext, TransformerFactory } from "../plugin/plugin.ts";
import { formatGoList } from "../text/go.ts";

/** The deprecated `patchesStrategicMerge`: each entry is a file or the patch itself. */
export const createPatchStrategicMergeTransformer: TransformerFactory = (config, context) => {
  const { paths = [], patches = "" } = readConfig<{ paths?: readonly string[]; patches?: string }>(
    config,
    "PatchStrategicMergeTransformerPlugin",
    { paths: strings, patches: string },
  );
  if (paths.length === 0 && patches === "") {
    throw new KustomizeError("invalid-config", "empty file path and empty patch content");
  }
  const loaded = paths.flatMap((path) => loadPatches(path, context));
  if (patches !== "") loaded.push(...parseStrategicPatches(patches, context.loader.display));
  if (loaded.length === 0) {
    throw new KustomizeError("patch", `patch appears to be empty; files=${formatGoList(paths)}, Patch=${patches}`);
  }
  return {
    transform: (set) => {
      for (const patch of loaded) {
        const target = set.demand(patch.resource.originalId);
        applyStrategicPatch(target, retarget(patch, target), set.schema);
      }
    },
  };
};

function loadPatches(path: string, { loader }: PluginContext): StrategicPatch[] {
  if (path.includes("\n")) {
    try {
      return parseStrategicPatches(path, loader.display);
    } catch (error) {
      if (!(error instanceof KustomizeError)) throw error;
    }
  }
  return parseStrategicPatches(loader.readText(path), loader.pathOf(path));
}
