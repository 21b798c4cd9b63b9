import { KustomizeError } from "../errors.ts";
import type { FieldSpec } from "../field/field-spec.ts";
import { applyFieldSpec } from "../field/field-spec.ts";
import { setScalar } from "../field/setters.ts";
import { string } from "../kustomization/decode.ts";
import { fieldSpecsType } from "../kustomization/schema.ts";
import type { FieldSpecEntry } from "../kustomization/types.ts";
import { compileFieldSpecs, readConfig } from "../plugin/config.ts";
import { forEach } from "../plugin/plugin.ts";
import type { Schema } from "../merge/schema.ts";
import type { TransformerFactory } from "../plugin/plugin.ts";
import type { KindSelector } from "../resource/id.ts";
import { selectsKind } from "../resource/id.ts";
import type { Resource } from "../resource/resource.ts";
import { scalarText } from "../resource/value.ts";

/** Kinds whose names mean something elsewhere: they keep them. */
const unaffixed: readonly KindSelector[] = [
  { kind: "CustomResourceDefinition" },
  { group: "apiregistration.k8s.io", kind: "APIService" },
  { kind: "Namespace" },
];

type Affix = "prefix" | "suffix";

interface Addition {
  readonly affix: Affix;
  readonly text: string;
  readonly specs: readonly FieldSpec[];
}

function addAffix(resource: Resource, { affix, text, specs }: Addition, schema: Schema): void {
  const { originalId } = resource;
  if (unaffixed.some((selector) => selectsKind(selector, originalId))) return;
  for (const spec of specs) {
    if (!selectsKind(spec, originalId)) continue;
    const isName = spec.path === "metadata/name";
    const { name } = resource.id;
    if (isName && text !== "") noteRename(resource, affix, text, schema);
    const set = setScalar((current) => {
      const before = isName ? name : scalarText(current);
      return affix === "prefix" ? text + before : before + text;
    });
    applyFieldSpec(resource, spec, set, "scalar");
  }
}

function noteRename(resource: Resource, affix: Affix, text: string, schema: Schema): void {
  const { prefixes, suffixes } = resource.books;
  resource.record(affix === "prefix" ? { prefixes: [...prefixes, text] } : { suffixes: [...suffixes, text] });
  resource.storeId(schema);
}

function createAffixTransformer(affix: Affix): TransformerFactory {
  return (config) => {
    const { fieldSpecs, ...rest } = readConfig<{ prefix?: string; suffix?: string; fieldSpecs?: FieldSpecEntry[] }>(
      config,
      affix === "prefix" ? "PrefixTransformerPlugin" : "SuffixTransformerPlugin",
      { [affix]: string, fieldSpecs: fieldSpecsType },
    );
    if (fieldSpecs === undefined) throw new KustomizeError("invalid-config", "fieldSpecs is not expected to be nil");
    const specs = compileFieldSpecs(fieldSpecs);
    const text = rest[affix] ?? "";
    return forEach((resource, set) => addAffix(resource, { affix, text, specs }, set.schema));
  };
}

export const createPrefixTransformer = createAffixTransformer("prefix");
export const createSuffixTransformer = createAffixTransformer("suffix");

/** The older plugin that puts both on at once. */
export const createPrefixSuffixTransformer: TransformerFactory = (config, context) => {
  const parts = [createPrefixTransformer(config, context), createSuffixTransformer(config, context)];
  return {
    transform: (set) => {
      for (const part of parts) part.transform(set);
    },
  };
};
