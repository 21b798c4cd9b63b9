import { KustomizeError } from "../errors.ts";
import { goJson } from "../generate/hash.ts";
import { annotatedObject } from "../resource/build-annotations.ts";
import { formatId } from "../resource/id.ts";
import type { Resource } from "../resource/resource.ts";

/** @throws KustomizeError when a validator has changed the objects it was to look at. */
export function refuseChanges(before: readonly Resource[], after: readonly Resource[]): void {
  const rule = "validator shouldn't modify the resource map";
  const found = new Map(after.map((resource) => [formatId(resource.id), resource]));
  for (const old of before) {
    const id = formatId(old.id);
    const resource = found.get(id);
    if (resource === undefined) throw new KustomizeError("plugin", `${rule}: id in self missing from other; id: ${id}`);
    if (resource.object === old.object) continue;
    throw new KustomizeError("plugin", `${rule}: nodes unequal: ${describeChange(old, resource)}`, {
      position: resource.origin.position,
    });
  }
}

/** Both objects, and what the real tool prints of its own: addresses. */
function describeChange(before: Resource, after: Resource): string {
  const [old, now] = [before, after].map((resource) => goJson(annotatedObject(resource)));
  return `\n -- ${old},\n -- ${now}\n\n--\n${printedStruct}\n------\n${printedStruct}`;
}

const printedNode =
  "yaml.RNode{fieldPath:[]string(nil), value:(*yaml.Node)(0xADDR), ShouldKeep:false, Match:[]string(nil)}";
const printedStruct = `&resource.Resource{RNode:${printedNode}, refVarNames:[]string(nil)}`;
