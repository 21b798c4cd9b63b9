import { getOwn } from "@flux-ts/base";
import type { SelectorEntry } from "../kustomization/types.ts";
import { anchoredMatcher } from "../text/regexp.ts";
import { parseLabelSelector } from "./label-selector.ts";
import type { ResourceSet } from "./resource-set.ts";
import type { Resource } from "./resource.ts";
import { effectiveNamespace } from "./scope.ts";
import { textMap } from "./value.ts";

/**
 * The objects that a selector takes, in order. Its parts are regular expressions for the whole text; name and
 * namespace match what the object is called now or was called in its manifest.
 *
 * @throws KustomizeError when a part of the selector cannot be read.
 */
export function selectResources(set: ResourceSet, selector: SelectorEntry): Resource[] {
  const matches = compileSelector(selector, set);
  return set.resources.filter(matches);
}

function compileSelector(selector: SelectorEntry, set: ResourceSet): (resource: Resource) => boolean {
  const [group, version, kind, name, namespace] = [
    selector.group,
    selector.version,
    selector.kind,
    selector.name,
    selector.namespace,
  ].map(anchoredMatcher) as [Matcher, Matcher, Matcher, Matcher, Matcher];
  const labels = parseLabelSelector(selector.labelSelector);
  const annotations = parseLabelSelector(selector.annotationSelector);
  const { schema } = set;
  return (resource) => {
    const { id, originalId, metadata } = resource;
    return (
      (namespace(effectiveNamespace(originalId, schema)) || namespace(effectiveNamespace(id, schema))) &&
      (name(originalId.name) || name(id.name)) &&
      group(id.group) &&
      version(id.version) &&
      kind(id.kind) &&
      labels(textMap(getOwn(metadata, "labels"))) &&
      annotations(textMap(getOwn(metadata, "annotations")))
    );
  };
}

type Matcher = (text: string) => boolean;
