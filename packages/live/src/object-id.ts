import { parseGroupVersion } from "@flux-ts/base";
import type { ObjectKey } from "@flux-ts/kube";

/** Identifies an object among all of a cluster, whatever the version it is asked for in. */
export function objectId({ apiVersion, kind, namespace = "", name }: ObjectKey): string {
  return `${parseGroupVersion(apiVersion).group}/${kind}/${namespace}/${name}`;
}
