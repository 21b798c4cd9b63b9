import { applyFieldSpec } from "../field/field-spec.ts";
import { setEntries } from "../field/setters.ts";
import { stringMap } from "../kustomization/decode.ts";
import { fieldSpecsType } from "../kustomization/schema.ts";
import type { FieldSpecEntry, StringMap } from "../kustomization/types.ts";
import { compileFieldSpecs, readConfig } from "../plugin/config.ts";
import { forEach } from "../plugin/plugin.ts";
import type { TransformerFactory } from "../plugin/plugin.ts";

/** Puts the same texts into a map of every object: its labels or annotations. */
function setEntriesOfAll(
  entries: StringMap | undefined,
  fieldSpecs: readonly FieldSpecEntry[] | undefined,
): ReturnType<TransformerFactory> {
  const specs = compileFieldSpecs(fieldSpecs);
  if (entries === undefined || Object.keys(entries).length === 0) return { transform: () => {} };
  const set = setEntries(entries);
  return forEach((resource) => {
    for (const spec of specs) applyFieldSpec(resource, spec, set, "map");
  });
}

export const createLabelTransformer: TransformerFactory = (config) => {
  const { labels, fieldSpecs } = readConfig<{ labels?: StringMap; fieldSpecs?: FieldSpecEntry[] }>(
    config,
    "LabelTransformerPlugin",
    { labels: stringMap, fieldSpecs: fieldSpecsType },
  );
  return setEntriesOfAll(labels, fieldSpecs);
};

export const createAnnotationsTransformer: TransformerFactory = (config) => {
  const { annotations, fieldSpecs } = readConfig<{ annotations?: StringMap; fieldSpecs?: FieldSpecEntry[] }>(
    config,
    "AnnotationsTransformerPlugin",
    { annotations: stringMap, fieldSpecs: fieldSpecsType },
  );
  return setEntriesOfAll(annotations, fieldSpecs);
};
