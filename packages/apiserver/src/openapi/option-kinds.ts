import type { JsonObject, JsonValue } from "@flux-ts/base";

/** The versions that know the options of requests; among them are some that are not served any more. */
const served: { readonly [group: string]: string } = {
  "": "v1",
  "admissionregistration.k8s.io": "v1 v1alpha1 v1beta1",
  apps: "v1 v1beta1 v1beta2",
  "authentication.k8s.io": "v1 v1alpha1 v1beta1",
  "authorization.k8s.io": "v1 v1beta1",
  autoscaling: "v1 v2",
  batch: "v1 v1beta1",
  "certificates.k8s.io": "v1 v1alpha1 v1beta1",
  "coordination.k8s.io": "v1 v1alpha2 v1beta1",
  "discovery.k8s.io": "v1 v1beta1",
  "events.k8s.io": "v1 v1beta1",
  extensions: "v1beta1",
  "flowcontrol.apiserver.k8s.io": "v1 v1beta1 v1beta2 v1beta3",
  "internal.apiserver.k8s.io": "v1alpha1",
  "networking.k8s.io": "v1 v1beta1",
  "node.k8s.io": "v1 v1alpha1 v1beta1",
  policy: "v1 v1beta1",
  "rbac.authorization.k8s.io": "v1 v1alpha1 v1beta1",
  "resource.k8s.io": "v1 v1alpha3 v1beta1 v1beta2",
  "scheduling.k8s.io": "v1 v1alpha2 v1beta1",
  "storage.k8s.io": "v1 v1alpha1 v1beta1",
  "storagemigration.k8s.io": "v1beta1",
};

/** Versions of the other parts of the server: only the document of the whole server knows them. */
const elsewhere: { readonly [group: string]: string } = {
  "admission.k8s.io": "v1 v1beta1",
  "apiextensions.k8s.io": "v1 v1beta1",
  "apiregistration.k8s.io": "v1 v1beta1",
  "imagepolicy.k8s.io": "v1alpha1",
};

const meta = "io.k8s.apimachinery.pkg.apis.meta.v1";

/** What custom resources are deleted with belongs to every version of the server. */
export function customOptionKinds(schemas: JsonObject): JsonObject {
  return withKinds(schemas, ["DeleteOptions"], served);
}

export function allOptionKinds(schemas: JsonObject): JsonObject {
  return withKinds(schemas, ["DeleteOptions", "WatchEvent"], { ...served, ...elsewhere });
}

function withKinds(schemas: JsonObject, kinds: readonly string[], groups: typeof served): JsonObject {
  const changed = kinds.flatMap((kind) => {
    const schema = schemas[`${meta}.${kind}`] as JsonObject | undefined;
    return schema === undefined
      ? []
      : [[`${meta}.${kind}`, { ...schema, "x-kubernetes-group-version-kind": identities(kind, groups) }] as const];
  });
  return { ...schemas, ...Object.fromEntries(changed) };
}

function identities(kind: string, groups: typeof served): JsonValue {
  const inOrder = Object.entries(groups).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return inOrder.flatMap(([group, versions]) => versions.split(" ").map((version) => ({ group, kind, version })));
}
