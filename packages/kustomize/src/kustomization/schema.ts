import type { FieldType, StructFields } from "./decode.ts";
import { any, bool, embedded, int, listOf, string, stringMap, strings, struct } from "./decode.ts";

const kindFields: StructFields = embedded(["Gvk"], { group: string, version: string, kind: string });
const idFields: StructFields = embedded(["ResId"], { ...kindFields, name: string, namespace: string });

const fieldSpecType = struct("FieldSpec", { ...kindFields, path: string, create: bool });
export const fieldSpecsType = listOf(fieldSpecType);

export const selectorType = struct("Selector", { ...idFields, annotationSelector: string, labelSelector: string });

export const patchOptionsType = struct("PatchArgs", { allowNameChange: bool, allowKindChange: bool });

const patchType = struct("Patch", {
  path: string,
  patch: string,
  target: selectorType,
  options: patchOptionsType,
});

export const imageType = struct("Image", {
  name: string,
  newName: string,
  tagSuffix: string,
  newTag: string,
  digest: string,
});

export const replicaType = struct("Replica", { name: string, count: int });

const fieldOptionsType = struct("FieldOptions", {
  delimiter: string,
  index: { is: "int", goName: "int" },
  encoding: string,
  create: bool,
});

const replacementFields: StructFields = {
  source: struct("SourceSelector", { ...idFields, fieldPath: string, options: fieldOptionsType }),
  sourceValue: string,
  targets: listOf(
    struct("TargetSelector", {
      select: selectorType,
      reject: listOf(selectorType),
      fieldPaths: strings,
      options: fieldOptionsType,
    }),
  ),
};
export const replacementType = struct("Replacement", replacementFields);
export const replacementEntryType = struct("ReplacementField", {
  ...embedded(["Replacement"], replacementFields),
  path: string,
});

const generatorOptionsType = struct("GeneratorOptions", {
  labels: stringMap,
  annotations: stringMap,
  disableNameSuffixHash: bool,
  immutable: bool,
});

const generatorFields: StructFields = embedded(["GeneratorArgs"], {
  namespace: string,
  name: string,
  behavior: string,
  ...embedded(["KvPairSources"], { literals: strings, files: strings, envs: strings, env: string }),
  options: generatorOptionsType,
});
export const configMapArgsType = struct("ConfigMapArgs", generatorFields);
export const secretArgsType = struct("SecretArgs", { ...generatorFields, type: string });

const varType = struct("Var", {
  name: string,
  objref: struct("Target", { apiVersion: string, ...kindFields, name: string, namespace: string }),
  fieldref: struct("FieldSelector", { fieldPath: string }),
});

const sortOptionsType = struct("SortOptions", {
  order: string,
  legacySortOptions: struct("LegacySortOptions", { orderFirst: strings, orderLast: strings }),
});

const labelType = struct("Label", {
  pairs: stringMap,
  includeSelectors: bool,
  includeTemplates: bool,
  fields: fieldSpecsType,
});

export const metadataType = struct("ObjectMeta", {
  name: string,
  namespace: string,
  labels: stringMap,
  annotations: stringMap,
});

/** The fields of kustomization.yaml. */
export const kustomizationType: FieldType = struct("Kustomization", {
  ...embedded(["TypeMeta"], { apiVersion: string, kind: string }),
  metadata: metadataType,
  openapi: stringMap,
  namePrefix: string,
  nameSuffix: string,
  namespace: string,
  commonLabels: stringMap,
  labels: listOf(labelType),
  commonAnnotations: stringMap,
  patchesStrategicMerge: strings,
  patchesJson6902: listOf(patchType),
  patches: listOf(patchType),
  images: listOf(imageType),
  replacements: listOf(replacementEntryType),
  replicas: listOf(replicaType),
  sortOptions: sortOptionsType,
  resources: strings,
  components: strings,
  crds: strings,
  bases: strings,
  vars: listOf(varType),
  configMapGenerator: listOf(configMapArgsType),
  secretGenerator: listOf(secretArgsType),
  helmGlobals: struct("HelmGlobals", { chartHome: string, configHome: string }),
  helmCharts: listOf(any),
  helmChartInflationGenerator: listOf(any),
  generatorOptions: generatorOptionsType,
  configurations: strings,
  generators: strings,
  transformers: strings,
  validators: strings,
  buildMetadata: strings,
});
