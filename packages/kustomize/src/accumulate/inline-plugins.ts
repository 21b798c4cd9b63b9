import type { JsonObject, JsonValue } from "@flux-ts/base";
import { withPrefix } from "../errors.ts";
import { mergeGeneratorOptions } from "../generate/data-objects.ts";
import type { FieldSpecEntry, GeneratorArgs, Kustomization, LabelEntry, StringMap } from "../kustomization/types.ts";
import type { GeneratorKind, TransformerKind } from "../plugin/registry.ts";
import type { TransformerConfig } from "./transformer-config.ts";
import { mergeFieldSpecs } from "./transformer-config.ts";

/** A plugin that a field of the kustomization asks for, as a configuration file would ask for it. */
export interface InlinePlugin<Kind> {
  readonly kind: Kind;
  readonly config: JsonObject;
  /** The field, for the line that is to blame. */
  readonly path: readonly (string | number)[];
}

/** The generators of a kustomization's own fields, in the order they run. */
export function inlineGenerators(kustomization: Kustomization): InlinePlugin<GeneratorKind>[] {
  const { configMapGenerator, secretGenerator, generatorOptions } = kustomization;
  const { helmGlobals, helmCharts, helmChartInflationGenerator } = kustomization;
  const withOptions = (args: GeneratorArgs): JsonObject =>
    compact({ ...args, options: mergeGeneratorOptions(args.options, generatorOptions) });
  return [
    ...list("ConfigMapGenerator", "configMapGenerator", configMapGenerator?.map(withOptions)),
    ...list("SecretGenerator", "secretGenerator", secretGenerator?.map(withOptions)),
    ...list(
      "HelmChartInflationGenerator",
      "helmCharts",
      helmCharts?.map((chart) => ({ ...helmGlobals, ...chart })),
    ),
    ...list("HelmChartInflationGenerator", "helmChartInflationGenerator", helmChartInflationGenerator),
  ];
}

/** The transformers of a kustomization's own fields, in the order they run. */
export function inlineTransformers(
  kustomization: Kustomization,
  config: TransformerConfig,
): InlinePlugin<TransformerKind>[] {
  const { namespace, namePrefix, nameSuffix, commonAnnotations, replacements, patchesStrategicMerge } = kustomization;
  return [
    ...one(
      "PatchStrategicMergeTransformer",
      "patchesStrategicMerge",
      patchesStrategicMerge?.length && {
        paths: patchesStrategicMerge,
      },
    ),
    ...list("PatchTransformer", "patches", kustomization.patches),
    ...one("NamespaceTransformer", "namespace", namespace && { metadata: { namespace }, fieldSpecs: config.namespace }),
    ...one("PrefixTransformer", "namePrefix", namePrefix && { prefix: namePrefix, fieldSpecs: config.namePrefix }),
    ...one("SuffixTransformer", "nameSuffix", nameSuffix && { suffix: nameSuffix, fieldSpecs: config.nameSuffix }),
    ...labelTransformers(kustomization, config),
    ...one(
      "AnnotationsTransformer",
      "commonAnnotations",
      hasEntries(commonAnnotations) && {
        annotations: commonAnnotations,
        fieldSpecs: config.commonAnnotations,
      },
    ),
    ...list(
      "PatchJson6902Transformer",
      "patchesJson6902",
      kustomization.patchesJson6902?.map(({ target, path, patch }) => ({ target, path, jsonOp: patch })),
    ),
    ...list(
      "ReplicaCountTransformer",
      "replicas",
      kustomization.replicas?.map((replica) => ({ replica, fieldSpecs: config.replicas })),
    ),
    ...list(
      "ImageTagTransformer",
      "images",
      kustomization.images?.map((imageTag) => ({ imageTag, fieldSpecs: config.images })),
    ),
    ...one("ReplacementTransformer", "replacements", replacements?.length && { replacements }),
  ];
}

function labelTransformers(
  { labels, commonLabels }: Kustomization,
  config: TransformerConfig,
): InlinePlugin<TransformerKind>[] {
  return [
    ...list(
      "LabelTransformer",
      "labels",
      labels?.map((entry) => ({
        labels: entry.pairs,
        fieldSpecs: labelSpecs(entry, config),
      })),
    ),
    ...one(
      "LabelTransformer",
      "commonLabels",
      // The real tool sets this one up whenever there are labels of either kind.
      (hasEntries(commonLabels) || labels?.length) && { labels: commonLabels, fieldSpecs: config.commonLabels },
    ),
  ];
}

const objectLabels: FieldSpecEntry = { path: "metadata/labels", create: true };

function labelSpecs(entry: LabelEntry, config: TransformerConfig): readonly FieldSpecEntry[] {
  const merge = (
    what: string,
    specs: readonly FieldSpecEntry[],
    more: readonly FieldSpecEntry[],
  ): readonly FieldSpecEntry[] => withPrefix(`failed to merge ${what}`, () => mergeFieldSpecs(specs, more));
  const own = merge("labels", entry.fields ?? [], config.labels);
  if (entry.includeSelectors) return merge("labels", own, config.commonLabels);
  const inTemplates = entry.includeTemplates ? merge("template fieldSpec", own, config.templateLabels) : own;
  return merge("labels", inTemplates, [objectLabels]);
}

function hasEntries(map: StringMap | undefined): map is StringMap {
  return map !== undefined && Object.keys(map).length > 0;
}

type LooseObject = { readonly [field: string]: unknown };

function one<Kind extends string>(
  kind: Kind,
  field: string,
  config: LooseObject | "" | 0 | false | undefined,
): InlinePlugin<Kind>[] {
  return config ? [{ kind, config: compact(config), path: [field] }] : [];
}

function list<Kind extends string>(
  kind: Kind,
  field: string,
  configs: readonly LooseObject[] | undefined,
): InlinePlugin<Kind>[] {
  return (configs ?? []).map((config, index) => ({ kind, config: compact(config), path: [field, index] }));
}

/** Without the fields that are not there. */
function compact(fields: LooseObject): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined),
  );
}
