import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { parseYaml } from "@flux-ts/yaml";
import { createFieldSpec, splitPath, updateFieldOf } from "../field/field-spec.ts";
import { asKustomizeError, KustomizeError } from "../errors.ts";
import { int, listOf, string, struct } from "../kustomization/decode.ts";
import { selectorType } from "../kustomization/schema.ts";
import type { PluginConfig, SelectorEntry } from "../kustomization/types.ts";
import type { Loader } from "../load/loader.ts";
import { readConfig } from "../plugin/config.ts";
import type { TransformerFactory } from "../plugin/plugin.ts";
import type { ResourceSet } from "../resource/resource-set.ts";
import { selectResources } from "../resource/selector.ts";
import { scalarText } from "../resource/value.ts";

interface Target {
  readonly selector?: SelectorEntry;
  readonly notSelector?: SelectorEntry;
  readonly fieldPath?: string;
  readonly filePathPosition?: number;
}

interface Config {
  readonly value?: string;
  readonly targetFilePath?: string;
  readonly targets?: readonly Target[];
}

const targetsField = {
  targets: listOf(
    struct("ValueAddTarget", {
      selector: selectorType,
      notSelector: selectorType,
      fieldPath: string,
      filePathPosition: int,
    }),
  ),
};

/** Sets a field, or one part of the file path that a field holds, of the selected objects. */
export const createValueAddTransformer: TransformerFactory = (config, { loader }) => {
  const goName = "ValueAddTransformerPlugin";
  const read = readConfig<Config>(config, goName, { value: string, targetFilePath: string, ...targetsField });
  const fromFile = read.targetFilePath
    ? readConfig<Config>(readTargets(read.targetFilePath, loader), goName, targetsField)
    : {};
  const targets = [...(read.targets ?? []), ...(fromFile.targets ?? [])];
  if (targets.length === 0) throw new KustomizeError("invalid-config", "must specify at least one target");
  if (targets.some(({ fieldPath }) => !fieldPath)) {
    throw new KustomizeError("invalid-config", "fieldPath cannot be empty");
  }
  return {
    transform: (set) => {
      for (const target of targets) addToTarget(set, target, read.value ?? "");
    },
  };
};

function readTargets(path: string, loader: Loader): PluginConfig {
  try {
    const value = parseYaml(loader.readText(path), { file: loader.pathOf(path) });
    return isJsonObject(value) ? value : {};
  } catch (error) {
    throw asKustomizeError("invalid-config", error);
  }
}

function addToTarget(set: ResourceSet, target: Target, value: string): void {
  const { selector = {}, notSelector, fieldPath = "", filePathPosition = 0 } = target;
  const excluded = new Set(notSelector ? selectResources(set, notSelector) : []);
  for (const resource of selectResources(set, selector)) {
    if (excluded.has(resource)) continue;
    if (fieldPath === "metadata/namespace" && set.schema.isClusterScoped(resource.id)) continue;
    resource.object = addValue(resource.object, { value, fieldPath, filePathPosition });
  }
}

export interface ValueAddition {
  readonly value: string;
  /** Names with `/` between them. */
  readonly fieldPath: string;
  /** Position of the part to insert into a file path, 1 for the first; 0 replaces the field. */
  readonly filePathPosition: number;
}

export function addValue(object: JsonObject, { value, fieldPath, filePathPosition }: ValueAddition): JsonObject {
  if (splitPath(fieldPath).length === 0)
    throw new KustomizeError("invalid-config", "cannot set or create an empty field name");
  const spec = createFieldSpec({ path: fieldPath, create: true });
  const set = (current: JsonValue | undefined): JsonValue =>
    filePathPosition <= 0 ? value : insertPart(scalarText(current), value, filePathPosition);
  return updateFieldOf(object, spec, set, "scalar");
}

function insertPart(path: string, part: string, position: number): string {
  const isAbsolute = path.startsWith("/");
  const parts = path.split("/").slice(isAbsolute ? 1 : 0);
  if (path === "") parts.pop();
  parts.splice(position - 1, 0, part);
  return (isAbsolute ? "/" : "") + parts.join("/");
}
