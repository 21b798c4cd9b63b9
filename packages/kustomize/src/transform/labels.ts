import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { applyFieldSpec, placesOf } from "../field/field-spec.ts";
import { setEntries } from "../field/setters.ts";
import { stringMap } from "../kustomization/decode.ts";
import { fieldSpecsType } from "../kustomization/schema.ts";
import type { FieldSpecEntry, StringMap } from "../kustomization/types.ts";
import { compileFieldSpecs, readConfig } from "../plugin/config.ts";
import { forEach } from "../plugin/plugin.ts";
import { valueAt } from "../resource/value.ts";
import type { TransformerFactory } from "../plugin/plugin.ts";

type Place = readonly (string | number)[];

/** Puts the same texts into a map of every object: its labels or annotations. */
function setEntriesOfAll(
  entries: StringMap | undefined,
  fieldSpecs: readonly FieldSpecEntry[] | undefined,
): ReturnType<TransformerFactory> {
  const specs = compileFieldSpecs(fieldSpecs);
  if (entries === undefined || Object.keys(entries).length === 0) return { transform: () => {} };
  const set = setEntries(entries);
  return forEach((resource) => {
    const added = new Map<string, Place[]>();
    for (const spec of specs) {
      const before = placesOf(resource, spec).map((place) => ({ place, map: valueAt(resource.object, ...place) }));
      applyFieldSpec(resource, spec, set, "map");
      for (const { place, map } of before) noteAdded(added, place, map);
    }
    for (const places of added.values()) if (places.length > 1) resource.shareScalar(places);
  });

  function noteAdded(added: Map<string, Place[]>, place: Place, map: JsonValue | undefined): void {
    for (const key of Object.keys(entries ?? {})) {
      if (isJsonObject(map) && Object.hasOwn(map, key)) continue;
      added.set(key, [...(added.get(key) ?? []), [...place, key]]);
    }
  }
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
