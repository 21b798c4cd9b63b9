import type { DesiredObject } from "@flux-ts/apply";
import type { Client } from "@flux-ts/kube";

export interface PlacementOptions {
  readonly client: Client;
  /** Namespace for objects that need one and name none. */
  readonly namespace: string;
  readonly signal: AbortSignal;
}

/** Puts objects that need a namespace and name none into one, as `kubectl apply` does with the namespace of its context. */
export async function placeObjects(
  objects: readonly DesiredObject[],
  { client, namespace, signal }: PlacementOptions,
): Promise<readonly DesiredObject[]> {
  const placed: DesiredObject[] = [];
  for (const desired of objects) {
    const { object } = desired;
    const known = object.metadata.namespace === undefined && (await client.discovery.findResource(object, { signal }));
    const metadata = known && known.namespaced ? { ...object.metadata, namespace } : object.metadata;
    placed.push(metadata === object.metadata ? desired : { ...desired, object: { ...object, metadata } });
  }
  return placed;
}
