import type { KubeObject, ObjectMeta } from "@flux-ts/base";

/** A collection of objects: one kind in one namespace, or in all of them (also: a cluster-scoped kind). */
export interface Target {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
}

/** One object by its names. */
export interface ObjectKey extends Target {
  readonly name: string;
}

/** What a read with `metadataOnly` gives: kind and metadata of the object, nothing else. */
export type ObjectHeader = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
};

/** The key under which the server stores this object. */
export function keyOf(object: KubeObject): ObjectKey {
  const { apiVersion, kind, metadata } = object;
  const key = { apiVersion, kind, name: metadata.name };
  return metadata.namespace === undefined ? key : { ...key, namespace: metadata.namespace };
}

/** `Kind/namespace/name`, as far as the parts are known: how messages name a target. */
export function formatTarget(target: Target & { readonly name?: string }): string {
  return [target.kind, target.namespace, target.name].filter(Boolean).join("/");
}
