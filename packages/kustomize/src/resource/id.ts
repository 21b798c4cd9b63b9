import { parseGroupVersion } from "@flux-ts/base";
import type { GroupVersionKind } from "@flux-ts/base";

/** What an object is called at one moment of a build. */
export interface ResourceId extends GroupVersionKind {
  readonly name: string;
  /** `""` where the manifest names none. */
  readonly namespace: string;
}

/** Selects kinds: an empty or absent part selects all. */
export interface KindSelector {
  readonly group?: string | undefined;
  readonly version?: string | undefined;
  readonly kind?: string | undefined;
}

export function selectsKind(selector: KindSelector, gvk: GroupVersionKind): boolean {
  return (
    (!selector.group || selector.group === gvk.group) &&
    (!selector.version || selector.version === gvk.version) &&
    (!selector.kind || selector.kind === gvk.kind)
  );
}

export function gvkFrom(apiVersion: string, kind: string): GroupVersionKind {
  return { ...parseGroupVersion(apiVersion), kind };
}

export function equalGvk(a: GroupVersionKind, b: GroupVersionKind): boolean {
  return a.kind === b.kind && a.version === b.version && a.group === b.group;
}

/** A kind as error texts name it: `Deployment.v1.apps`. */
export function formatGvk({ group, version, kind }: KindSelector): string {
  return `${kind || "[noKind]"}.${version || "[noVer]"}.${group || "[noGrp]"}`;
}

/** An object as error texts name it: `Deployment.v1.apps/web.prod`. */
export function formatId(id: KindSelector & { readonly name?: string; readonly namespace?: string }): string {
  return `${formatGvk(id)}/${id.name || "[noName]"}.${id.namespace || "[noNs]"}`;
}

/** An object as generator errors print it: Go's notation of the struct. */
export function formatGoId(id: ResourceId, isClusterScoped: boolean): string {
  const { group, version, kind, name, namespace } = id;
  const [g, v, k, n, ns] = [group, version, kind, name, namespace].map((text) => JSON.stringify(text));
  const gvk = `resid.Gvk{Group:${g}, Version:${v}, Kind:${k}, isClusterScoped:${isClusterScoped}}`;
  return `resid.ResId{Gvk:${gvk}, Name:${n}, Namespace:${ns}}`;
}
