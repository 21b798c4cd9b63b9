/** Parts of the engine on their own, for recorded cases that exercise a part and not a build. @module */
import type { FileTree, JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { BuildContext } from "./accumulate/context.ts";
import { generatorsFrom, transformersFrom } from "./accumulate/plugins.ts";
import { KustomizeError } from "./errors.ts";
import { applyFieldSpec, createFieldSpec } from "./field/field-spec.ts";
import { setScalar } from "./field/setters.ts";
import { createIamPolicyGenerator } from "./generate/iam-policy.ts";
import type { FieldSpecEntry, Replacement, StringMap } from "./kustomization/types.ts";
import { Loader } from "./load/loader.ts";
import type { MergeOptions } from "./merge/merge.ts";
import { mergePatch } from "./merge/merge.ts";
import { builtinSchema } from "./merge/schema.ts";
import type { SchemaNode } from "./merge/schema.ts";
import { mergeThreeWay } from "./merge/three-way.ts";
import type { ThreeWayOptions } from "./merge/three-way.ts";
import { defaultLimits } from "./options.ts";
import { applyOperations, parseJsonPatch } from "./patch/json.ts";
import { compileFieldSpecs } from "./plugin/config.ts";
import type { PluginContext } from "./plugin/plugin.ts";
import { Candidates, updateReference } from "./reference/name-reference.ts";
import { applyReplacement } from "./replace/replace.ts";
import { adoptObject, annotatedObject, withoutAnnotations } from "./resource/build-annotations.ts";
import type { KindSelector } from "./resource/id.ts";
import { readDocuments } from "./resource/parse.ts";
import { ResourceSet } from "./resource/resource-set.ts";
import { noBookkeeping } from "./resource/resource.ts";
import type { Resource } from "./resource/resource.ts";
import { scalarText } from "./resource/value.ts";
import { createImageUpdate, updateContainers } from "./transform/images.ts";
import { createAnnotationsTransformer, createLabelTransformer } from "./transform/labels.ts";
import { setNamespace } from "./transform/namespace.ts";
import { addValue } from "./transform/value-add.ts";

function contextOf(tree: FileTree): PluginContext {
  const { maxDepth, maxFileSize, maxObjects } = defaultLimits;
  const loader = Loader.open("", { tree, restriction: "rootOnly", remote: undefined, maxDepth, maxFileSize });
  return { loader, schema: new BuildContext("", {}, maxObjects).schema, renderChart: undefined };
}

function parseObjects(text: string): Resource[] {
  return readDocuments(text, { file: "", written: "" })
    .map(({ value }) => value)
    .filter(isJsonObject)
    .map(adoptObject);
}

function setOf(resources: readonly Resource[]): ResourceSet {
  const set = new ResourceSet(() => builtinSchema);
  set.reset(resources);
  return set;
}

/** Runs one built-in plugin on the objects of a manifest. @throws KustomizeError */
export function runPlugin(
  op: "generator" | "transformer",
  config: string,
  input: string,
  tree: FileTree,
): JsonObject[] {
  const context = contextOf(tree);
  const configs = parseObjects(config);
  if (op === "generator")
    return cleanObjects(generatorsFrom(configs, context).flatMap(({ plugin }) => plugin.generate()));
  const set = setOf(parseObjects(input));
  for (const { plugin } of transformersFrom(configs, context)) plugin.transform(set);
  set.dropEmpty();
  return cleanObjects(set.resources);
}

function cleanObjects(resources: readonly Resource[]): JsonObject[] {
  return resources.map((resource) => withoutAnnotations(resource, () => false));
}

/** The arguments of a filter by field. */
export type FilterFields = { readonly [field: string]: JsonValue };

/** Runs one of the engine's filters on the objects of a manifest. @throws KustomizeError */
export function runFilter(filter: string, fields: FilterFields, input: string, texts: StringMap): JsonObject[] {
  const run = filters[filter];
  if (run === undefined) throw new TypeError(`There is no filter ${filter}`);
  return run({ fields, texts, resources: parseObjects(input) }).map(annotatedObject);
}

interface FilterRun {
  readonly fields: FilterFields;
  /** The same arguments as they are written. */
  readonly texts: StringMap;
  readonly resources: Resource[];
}

type Filter = (run: FilterRun) => readonly Resource[];

/** A filter that treats each object for itself. */
function each(change: (resource: Resource, fields: FilterFields, texts: StringMap) => void): Filter {
  return ({ fields, texts, resources }) => {
    for (const resource of resources) change(resource, fields, texts);
    return resources;
  };
}

function specsOf(fields: FilterFields): FieldSpecEntry[] {
  const specs = fields["FsSlice"] ?? (fields["FieldSpec"] ? [fields["FieldSpec"]] : []);
  return specs as FieldSpecEntry[];
}

function affix(change: (name: string, fields: FilterFields) => string): Filter {
  return each((resource, fields) => {
    for (const spec of compileFieldSpecs(specsOf(fields))) {
      applyFieldSpec(
        resource,
        spec,
        setScalar((current) => change(scalarText(current), fields)),
        "scalar",
      );
    }
  });
}

function entries(field: "Labels" | "Annotations"): Filter {
  return ({ fields, resources }) => {
    const create = field === "Labels" ? createLabelTransformer : createAnnotationsTransformer;
    const config = { [field.toLowerCase()]: fields[field] ?? null, fieldSpecs: specsOf(fields) };
    create(config, contextOf({ readFile: () => undefined, readDir: () => [] })).transform(setOf(resources));
    return resources;
  };
}

const filters: { readonly [filter: string]: Filter } = {
  annotations: entries("Annotations"),
  labels: entries("Labels"),
  prefix: affix((name, fields) => scalarText(fields["Prefix"]) + name),
  suffix: affix((name, fields) => name + scalarText(fields["Suffix"])),
  imagetag: each((resource, fields) => {
    if (resource.id.kind === "CustomResourceDefinition") return;
    const update = createImageUpdate(fields["ImageTag"] as StringMap);
    if (fields["FsSlice"] === undefined) resource.object = updateContainers(resource.object, update) as JsonObject;
    for (const spec of compileFieldSpecs(specsOf(fields))) applyFieldSpec(resource, spec, setScalar(update));
  }),
  namespace: each((resource, fields) => {
    const mode = scalarText(fields["SetRoleBindingSubjects"]);
    const subjects = mode === "none" || mode === "allServiceAccounts" ? mode : "defaultOnly";
    const change = {
      namespace: scalarText(fields["Namespace"]),
      specs: compileFieldSpecs(specsOf(fields)),
      subjects,
      unsetOnly: fields["UnsetOnly"] === true,
    } as const;
    setNamespace(resource, change, builtinSchema);
  }),
  replicacount: each((resource, fields) => {
    const { count } = fields["Replica"] as { count: number };
    for (const spec of compileFieldSpecs(specsOf(fields)))
      applyFieldSpec(
        resource,
        spec,
        setScalar(() => count),
        "scalar",
      );
  }),
  patchjson6902: each((resource, _fields, texts) => {
    applyOperations(resource, parseJsonPatch(texts["Patch"] ?? "", ""));
  }),
  patchstrategicmerge: ({ resources, texts }) => {
    const [patch] = parseObjects(texts["Patch"] ?? "");
    if (patch === undefined) throw new KustomizeError("patch", "no patch");
    for (const resource of resources) {
      const fields = builtinSchema.fieldsOf(scalarText(resource.object["apiVersion"]), resource.id.kind);
      resource.object = (mergePatch(resource.object, patch.object, fields, { newItems: "first" }) ?? {}) as JsonObject;
    }
    return resources.filter(({ isEmpty }) => !isEmpty);
  },
  replacement: ({ resources, fields }) => {
    for (const replacement of fields["Replacements"] as JsonArray)
      applyReplacement(resources, replacement as Replacement);
    return resources;
  },
  valueadd: each((resource, fields) => {
    resource.object = addValue(resource.object, {
      value: scalarText(fields["Value"]),
      fieldPath: scalarText(fields["FieldPath"]),
      filePathPosition: Number(fields["FilePathPosition"] ?? 0),
    });
  }),
  iampolicygenerator: ({ fields }) => {
    const config = fields["IAMPolicyGenerator"] as JsonObject;
    return createIamPolicyGenerator(config, contextOf({ readFile: () => undefined, readDir: () => [] })).generate();
  },
  nameref: ({ fields, texts, resources }) => {
    const [referrer] = parseObjects(texts["Referrer"] ?? "");
    const candidates = new Candidates(setOf(parseObjects(texts["ReferralCandidates"] ?? "")));
    const spec = createFieldSpec(fields["NameFieldToUpdate"] as { path: string });
    const target = (fields["ReferralTarget"] ?? {}) as KindSelector;
    if (referrer === undefined) return resources;
    updateReference({ referrer, target, spec, candidates });
    referrer.record(noBookkeeping);
    return [referrer];
  },
};

/** Merges a patch into an object as kyaml does, whatever kind it is of. */
export function mergeObjects(target: string, patch: string, options: MergeOptions): JsonValue | undefined {
  const [dest, source] = [target, patch].map(parseFirst);
  return mergePatch(dest, source, schemaOf(dest ?? source), options);
}

/** Makes the changes from one object to another in a third, as kyaml does. @throws KustomizeError */
export function mergeThreeObjects(
  texts: { readonly origin: string; readonly update: string; readonly local: string },
  options: ThreeWayOptions,
): JsonValue | undefined {
  const states = {
    origin: parseFirst(texts.origin),
    update: parseFirst(texts.update),
    local: parseFirst(texts.local),
  };
  return mergeThreeWay(states, schemaOf(states.local ?? states.origin ?? states.update), options);
}

function parseFirst(text: string): JsonObject | undefined {
  return parseObjects(text)[0]?.object;
}

function schemaOf(object: JsonObject | undefined): SchemaNode | undefined {
  return builtinSchema.fieldsOf(scalarText(object?.["apiVersion"]), scalarText(object?.["kind"]));
}
