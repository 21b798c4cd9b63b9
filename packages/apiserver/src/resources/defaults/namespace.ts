import type { KubeObject } from "@flux-ts/base";

const nameLabel = "kubernetes.io/metadata.name";

/** Every namespace carries its name as a label, so that selectors can name it. */
export function defaultNamespace(object: KubeObject): KubeObject {
  const { name, labels } = object.metadata;
  if (!name || labels?.[nameLabel] === name) return object;
  return { ...object, metadata: { ...object.metadata, labels: { ...labels, [nameLabel]: name } } };
}
