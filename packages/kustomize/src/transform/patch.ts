import type { JsonArray } from "@flux-ts/base";
import { emitYaml } from "@flux-ts/yaml";
import { KustomizeError, rewordError, withPrefix } from "../errors.ts";
import { string } from "../kustomization/decode.ts";
import { patchOptionsType, selectorType } from "../kustomization/schema.ts";
import type { PatchEntry, PluginConfig, SelectorEntry } from "../kustomization/types.ts";
import { applyOperations, parseJsonPatch } from "../patch/json.ts";
import type { StrategicPatch } from "../patch/strategic.ts";
import { applyStrategicPatch, parseStrategicPatches, retarget } from "../patch/strategic.ts";
import { readConfig } from "../plugin/config.ts";
import type { PluginContext, Transformer, TransformerFactory } from "../plugin/plugin.ts";
import { formatId } from "../resource/id.ts";
import type { ResourceSet } from "../resource/resource-set.ts";
import { selectResources } from "../resource/selector.ts";
import { quoteGo } from "../text/go.ts";

/** An entry of `patches`: a strategic merge or JSON patch, in place or in a file, with or without a selector. */
export const createPatchTransformer: TransformerFactory = (config, context) => {
  const entry = readConfig<PatchEntry>(config, "PatchTransformerPlugin", {
    path: string,
    patch: string,
    target: selectorType,
    options: patchOptionsType,
  });
  const { text, source, file } = readSource(entry, config, context);
  const strategic = attempt(() => parseStrategicPatches(text, file, entry.options));
  const operations = attempt(() => parseJsonPatch(text, file));
  if (strategic && operations) {
    throw new KustomizeError("patch", `illegally qualifies as both an SM and JSON patch: ${source}`);
  }
  if (strategic) return strategicTransformer(strategic, entry.target, source);
  if (operations) return jsonTransformer(operations, entry.target, source);
  throw new KustomizeError("patch", `unable to parse SM or JSON patch from ${source}`);
};

interface PatchSource {
  readonly text: string;
  /** The patch as messages name it. */
  readonly source: string;
  readonly file: string;
}

function readSource(entry: PatchEntry, config: PluginConfig, { loader }: PluginContext): PatchSource {
  const patch = entry.patch?.trim() ?? "";
  const { path = "" } = entry;
  if (patch === "" && path === "") {
    throw new KustomizeError("invalid-config", `must specify one of patch and path in\n${emitYaml(config)}`);
  }
  if (patch !== "" && path !== "") {
    throw new KustomizeError("invalid-config", `patch and path can't be set at the same time\n${emitYaml(config)}`);
  }
  if (patch !== "") return { text: patch, source: `[patch: ${quoteGo(patch)}]`, file: loader.display };
  const text = withPrefix(`failed to get the patch file from path(${path})`, () => loader.readText(path));
  return { text, source: `[path: ${quoteGo(path)}]`, file: loader.pathOf(path) };
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof KustomizeError) return undefined;
    throw error;
  }
}

function strategicTransformer(
  patches: readonly StrategicPatch[],
  target: SelectorEntry | undefined,
  source: string,
): Transformer {
  if (target === undefined) return { transform: (set) => patches.forEach((patch) => patchByIdentity(set, patch)) };
  return {
    transform: (set) => {
      const [patch, ...more] = patches;
      if (more.length > 0) {
        const rule =
          "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field";
        throw new KustomizeError("patch", `${rule}: ${source}`);
      }
      if (patch === undefined) return;
      for (const resource of selectResources(set, target)) {
        applyStrategicPatch(resource, retarget(patch, resource), set.schema);
      }
      if (patch.allowsNameChange || patch.allowsKindChange) set.refuseDoubles();
    },
  };
}

function patchByIdentity(set: ResourceSet, patch: StrategicPatch): void {
  const id = patch.resource.originalId;
  try {
    applyStrategicPatch(set.demand(id), patch, set.schema);
  } catch (error) {
    if (!(error instanceof KustomizeError) || (error.code !== "no-match" && error.code !== "ambiguous")) throw error;
    throw rewordError(error, (message) => `no resource matches strategic merge patch "${formatId(id)}": ${message}`);
  }
}

function jsonTransformer(operations: JsonArray, target: SelectorEntry | undefined, source: string): Transformer {
  return {
    transform: (set) => {
      if (target === undefined) throw new KustomizeError("patch", `must specify a target for JSON patch ${source}`);
      for (const resource of selectResources(set, target)) {
        resource.storeId(set.schema);
        applyOperations(resource, operations);
      }
    },
  };
}
