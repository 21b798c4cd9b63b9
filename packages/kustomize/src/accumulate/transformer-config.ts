import { parseYaml } from "@flux-ts/yaml";
import { asKustomizeError, KustomizeError } from "../errors.ts";
import type { NameReferenceEntry } from "../field/default-specs.ts";
import { defaultFieldSpecs } from "../field/default-specs.ts";
import { decode, demandDecoded, listOf, string, struct } from "../kustomization/decode.ts";
import { fieldSpecsType } from "../kustomization/schema.ts";
import type { FieldSpecEntry } from "../kustomization/types.ts";
import type { Loader } from "../load/loader.ts";
import type { KindSelector } from "../resource/id.ts";
import { selectsKind } from "../resource/id.ts";
import { sortByKind } from "../transform/sort-order.ts";

/** Which fields the transformers change, by what they change there. */
export interface TransformerConfig {
  readonly namePrefix: readonly FieldSpecEntry[];
  readonly nameSuffix: readonly FieldSpecEntry[];
  readonly namespace: readonly FieldSpecEntry[];
  readonly commonLabels: readonly FieldSpecEntry[];
  /** Fields that every entry of `labels` sets beside those of its own. */
  readonly labels: readonly FieldSpecEntry[];
  readonly templateLabels: readonly FieldSpecEntry[];
  readonly commonAnnotations: readonly FieldSpecEntry[];
  readonly nameReference: readonly NameReferenceEntry[];
  readonly varReference: readonly FieldSpecEntry[];
  readonly images: readonly FieldSpecEntry[];
  readonly replicas: readonly FieldSpecEntry[];
}

export const emptyConfig: TransformerConfig = {
  namePrefix: [],
  nameSuffix: [],
  namespace: [],
  commonLabels: [],
  labels: [],
  templateLabels: [],
  commonAnnotations: [],
  nameReference: [],
  varReference: [],
  images: [],
  replicas: [],
};

export const defaultConfig: TransformerConfig = sorted({ ...emptyConfig, ...defaultFieldSpecs });

const configType = struct("TransformerConfig", {
  namePrefix: fieldSpecsType,
  nameSuffix: fieldSpecsType,
  namespace: fieldSpecsType,
  commonLabels: fieldSpecsType,
  labels: fieldSpecsType,
  templateLabels: fieldSpecsType,
  commonAnnotations: fieldSpecsType,
  nameReference: listOf(
    struct("NameBackReferences", { group: string, version: string, kind: string, fieldSpecs: fieldSpecsType }),
  ),
  varReference: fieldSpecsType,
  images: fieldSpecsType,
  replicas: fieldSpecsType,
});

/** Reads one file of `configurations`. @throws KustomizeError on unknown fields. */
export function readConfigFile(path: string, loader: Loader): TransformerConfig {
  const text = loader.readText(path);
  const file = loader.pathOf(path);
  try {
    const decoded = decode(parseYaml(text, { file }) ?? {}, configType, { strict: true, coerce: true });
    const read = demandDecoded<Partial<TransformerConfig>>(decoded, ({ message }) => invalidConfig(message, file));
    return { ...emptyConfig, ...read };
  } catch (error) {
    throw asKustomizeError("invalid-config", error);
  }
}

function invalidConfig(message: string, file: string): KustomizeError {
  return new KustomizeError("invalid-config", `error unmarshaling JSON: while decoding JSON: ${message}`, {
    position: { file, line: 1 },
  });
}

/** Both configurations. @throws KustomizeError when they disagree whether a field is to be created. */
export function mergeConfigs(a: TransformerConfig, b: TransformerConfig): TransformerConfig {
  if (b === emptyConfig || a === b) return a;
  if (a === emptyConfig) return b;
  return sorted({
    namePrefix: mergeFieldSpecs(a.namePrefix, b.namePrefix),
    nameSuffix: mergeFieldSpecs(a.nameSuffix, b.nameSuffix),
    namespace: mergeFieldSpecs(a.namespace, b.namespace),
    commonLabels: mergeFieldSpecs(a.commonLabels, b.commonLabels),
    labels: mergeFieldSpecs(a.labels, b.labels),
    templateLabels: mergeFieldSpecs(a.templateLabels, b.templateLabels),
    commonAnnotations: mergeFieldSpecs(a.commonAnnotations, b.commonAnnotations),
    nameReference: mergeNameReferences(a.nameReference, b.nameReference),
    varReference: mergeFieldSpecs(a.varReference, b.varReference),
    images: mergeFieldSpecs(a.images, b.images),
    replicas: mergeFieldSpecs(a.replicas, b.replicas),
  });
}

/** The order counts where a name could be of two kinds, and where more than one field cannot be changed. */
function sorted(config: TransformerConfig): TransformerConfig {
  return {
    namePrefix: sortByKind(config.namePrefix),
    nameSuffix: sortByKind(config.nameSuffix),
    namespace: sortByKind(config.namespace),
    commonLabels: sortByKind(config.commonLabels),
    labels: sortByKind(config.labels),
    templateLabels: sortByKind(config.templateLabels),
    commonAnnotations: sortByKind(config.commonAnnotations),
    nameReference: sortByKind(config.nameReference),
    varReference: sortByKind(config.varReference),
    images: sortByKind(config.images),
    replicas: sortByKind(config.replicas),
  };
}

/** The specs of both lists; one that an earlier spec covers is left out. */
export function mergeFieldSpecs(
  specs: readonly FieldSpecEntry[],
  more: readonly FieldSpecEntry[],
): readonly FieldSpecEntry[] {
  if (more.length === 0) return specs;
  const merged = [...specs];
  const byPath = new Map<string, FieldSpecEntry[]>();
  const remember = (spec: FieldSpecEntry): void => {
    const path = spec.path ?? "";
    byPath.set(path, [...(byPath.get(path) ?? []), spec]);
  };
  merged.forEach(remember);
  for (const spec of more) {
    const same = byPath.get(spec.path ?? "")?.find((other) => covers(other, spec));
    if (same === undefined) {
      merged.push(spec);
      remember(spec);
    } else if ((same.create ?? false) !== (spec.create ?? false)) {
      throw new KustomizeError("conflict", "conflicting fieldspecs");
    }
  }
  return merged;
}

function covers(known: KindSelector, spec: KindSelector): boolean {
  return selectsKind(spec, { group: known.group ?? "", version: known.version ?? "", kind: known.kind ?? "" });
}

function mergeNameReferences(
  references: readonly NameReferenceEntry[],
  more: readonly NameReferenceEntry[],
): readonly NameReferenceEntry[] {
  if (more.length === 0) return references;
  const merged = new Map(references.map((reference) => [kindText(reference), reference]));
  for (const reference of more) {
    const key = kindText(reference);
    const fieldSpecs = mergeFieldSpecs(merged.get(key)?.fieldSpecs ?? [], reference.fieldSpecs ?? []);
    merged.set(key, { ...reference, fieldSpecs });
  }
  return [...merged.values()];
}

function kindText({ group = "", version = "", kind = "" }: KindSelector): string {
  return [group, version, kind].join("\u0000");
}
