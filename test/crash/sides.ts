import type { JsonObject, KubeObject } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";
import type { ObjectKey } from "@flux-ts/kube";

/** The repository goes back and forth between two states, so that every change can be made as often as is needed. */
export type Side = "a" | "b";

export const otherSide = (side: Side): Side => (side === "a" ? "b" : "a");

export const objectNamespace = "shop";

export const configMapKey = (name: string): ObjectKey => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  namespace: objectNamespace,
  name,
});

const role: ObjectKey = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "crash" };

/** Made by somebody with kubectl, with one field more than in Git, before Git names it. */
export const adoptedName = (side: Side): string => `adopted-${side}`;

/** The objects of a side: some are changed, one stays, one is replaced, one is taken over, one is this side's only. */
export function objectsOf(side: Side): readonly KubeObject[] {
  const rules = [{ apiGroups: [""], resources: [side === "a" ? "pods" : "secrets"], verbs: ["get"] }];
  return [
    objectAt(role, { rules }),
    objectAt(configMapKey("keep"), { data: { side: "both" } }),
    objectAt(configMapKey("changing"), { data: { side } }),
    objectAt(configMapKey(`only-${side}`), { data: { side } }),
    objectAt(configMapKey(adoptedName(side)), { data: { side } }),
    objectAt(configMapKey("fixed"), { data: { side }, immutable: true }),
  ];
}

/** Objects that are never to be deleted. */
export const lastingNames: readonly string[] = ["keep", "changing", "crash"];

/** Both sides hold a second folder with one object, for a Kustomization that comes and goes. */
export const passingName = "passing";

export function filesOf(side: Side): { readonly [path: string]: string } {
  const passing = objectAt(configMapKey(passingName), { data: {} });
  return { ...folderOf("app", objectsOf(side)), ...folderOf(passingName, [passing]) };
}

function folderOf(folder: string, objects: readonly KubeObject[]): { readonly [path: string]: string } {
  const files = objects.map((object) => [`${object.metadata.name}.yaml`, stringifyJson(object)] as const);
  const resources = files.map(([path]) => path);
  const kustomization = ["kustomization.yaml", stringifyJson({ resources })] as const;
  return Object.fromEntries([kustomization, ...files].map(([path, text]) => [`${folder}/${path}`, text]));
}

function objectAt({ apiVersion, kind, name, namespace }: ObjectKey, content: JsonObject): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespace !== undefined && { namespace }) }, ...content };
}
