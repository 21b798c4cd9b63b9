import { createChartGenerator } from "../generate/chart.ts";
import { createIamPolicyGenerator } from "../generate/iam-policy.ts";
import { createConfigMapGenerator, createSecretGenerator } from "../generate/plugins.ts";
import { createPrefixSuffixTransformer, createPrefixTransformer, createSuffixTransformer } from "../transform/affix.ts";
import { createHashTransformer } from "../transform/hash.ts";
import { createImageTagTransformer } from "../transform/images.ts";
import { createAnnotationsTransformer, createLabelTransformer } from "../transform/labels.ts";
import { createNamespaceTransformer } from "../transform/namespace.ts";
import { createPatchJson6902Transformer } from "../transform/patch-json6902.ts";
import { createPatchStrategicMergeTransformer } from "../transform/patch-strategic-merge.ts";
import { createPatchTransformer } from "../transform/patch.ts";
import { createReplacementTransformer } from "../transform/replacements.ts";
import { createReplicaCountTransformer } from "../transform/replicas.ts";
import { createValueAddTransformer } from "../transform/value-add.ts";
import type { GeneratorFactory, TransformerFactory } from "./plugin.ts";

/** The built-in transformers by kind. */
export const transformerFactories = {
  AnnotationsTransformer: createAnnotationsTransformer,
  HashTransformer: createHashTransformer,
  ImageTagTransformer: createImageTagTransformer,
  LabelTransformer: createLabelTransformer,
  NamespaceTransformer: createNamespaceTransformer,
  PatchJson6902Transformer: createPatchJson6902Transformer,
  PatchStrategicMergeTransformer: createPatchStrategicMergeTransformer,
  PatchTransformer: createPatchTransformer,
  PrefixSuffixTransformer: createPrefixSuffixTransformer,
  PrefixTransformer: createPrefixTransformer,
  ReplacementTransformer: createReplacementTransformer,
  ReplicaCountTransformer: createReplicaCountTransformer,
  SuffixTransformer: createSuffixTransformer,
  ValueAddTransformer: createValueAddTransformer,
} satisfies { readonly [kind: string]: TransformerFactory };

/** The built-in generators by kind. */
export const generatorFactories = {
  ConfigMapGenerator: createConfigMapGenerator,
  HelmChartInflationGenerator: createChartGenerator,
  IAMPolicyGenerator: createIamPolicyGenerator,
  SecretGenerator: createSecretGenerator,
} satisfies { readonly [kind: string]: GeneratorFactory };

export type TransformerKind = keyof typeof transformerFactories;
export type GeneratorKind = keyof typeof generatorFactories;
