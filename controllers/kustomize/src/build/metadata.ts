import type { KubeObject } from "@flux-ts/base";

type Entries = { readonly [key: string]: string };

/** The object with labels and annotations added; they win over its own. */
export function withMetadata(object: KubeObject, labels: Entries = {}, annotations: Entries = {}): KubeObject {
  const { metadata } = object;
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(Object.keys(labels).length > 0 && { labels: { ...metadata.labels, ...labels } }),
      ...(Object.keys(annotations).length > 0 && { annotations: { ...metadata.annotations, ...annotations } }),
    },
  };
}
