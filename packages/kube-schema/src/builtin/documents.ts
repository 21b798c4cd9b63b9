import type { JsonObject } from "@flux-ts/base";

/** A data file, as scripts/compact-openapi.mjs writes it. */
export interface CompactDocument {
  readonly definitions: { readonly [name: string]: JsonObject };
  /** Per path and HTTP method: operation id, action, and the group, version and kind it is about. */
  readonly paths: { readonly [path: string]: { readonly [method: string]: CompactOperation } };
}

export type CompactOperation = readonly [
  operationId: string,
  action: string,
  group?: string,
  version?: string,
  kind?: string,
];

type Load = () => Promise<{ readonly default: unknown }>;

// Spelled out one by one, so that bundlers see which files belong to the package.
const loaders: { readonly [groupVersion: string]: Load } = {
  v1: () => import("../../data/api_v1.json", { with: { type: "json" } }),
  "admissionregistration.k8s.io/v1": () =>
    import("../../data/apis_admissionregistration.k8s.io_v1.json", { with: { type: "json" } }),
  "apiextensions.k8s.io/v1": () => import("../../data/apis_apiextensions.k8s.io_v1.json", { with: { type: "json" } }),
  "apiregistration.k8s.io/v1": () =>
    import("../../data/apis_apiregistration.k8s.io_v1.json", { with: { type: "json" } }),
  "apps/v1": () => import("../../data/apis_apps_v1.json", { with: { type: "json" } }),
  "authentication.k8s.io/v1": () => import("../../data/apis_authentication.k8s.io_v1.json", { with: { type: "json" } }),
  "authorization.k8s.io/v1": () => import("../../data/apis_authorization.k8s.io_v1.json", { with: { type: "json" } }),
  "autoscaling/v1": () => import("../../data/apis_autoscaling_v1.json", { with: { type: "json" } }),
  "autoscaling/v2": () => import("../../data/apis_autoscaling_v2.json", { with: { type: "json" } }),
  "batch/v1": () => import("../../data/apis_batch_v1.json", { with: { type: "json" } }),
  "certificates.k8s.io/v1": () => import("../../data/apis_certificates.k8s.io_v1.json", { with: { type: "json" } }),
  "coordination.k8s.io/v1": () => import("../../data/apis_coordination.k8s.io_v1.json", { with: { type: "json" } }),
  "discovery.k8s.io/v1": () => import("../../data/apis_discovery.k8s.io_v1.json", { with: { type: "json" } }),
  "events.k8s.io/v1": () => import("../../data/apis_events.k8s.io_v1.json", { with: { type: "json" } }),
  "flowcontrol.apiserver.k8s.io/v1": () =>
    import("../../data/apis_flowcontrol.apiserver.k8s.io_v1.json", { with: { type: "json" } }),
  "networking.k8s.io/v1": () => import("../../data/apis_networking.k8s.io_v1.json", { with: { type: "json" } }),
  "node.k8s.io/v1": () => import("../../data/apis_node.k8s.io_v1.json", { with: { type: "json" } }),
  "policy/v1": () => import("../../data/apis_policy_v1.json", { with: { type: "json" } }),
  "rbac.authorization.k8s.io/v1": () =>
    import("../../data/apis_rbac.authorization.k8s.io_v1.json", { with: { type: "json" } }),
  "resource.k8s.io/v1": () => import("../../data/apis_resource.k8s.io_v1.json", { with: { type: "json" } }),
  "scheduling.k8s.io/v1": () => import("../../data/apis_scheduling.k8s.io_v1.json", { with: { type: "json" } }),
  "storage.k8s.io/v1": () => import("../../data/apis_storage.k8s.io_v1.json", { with: { type: "json" } }),
};

/** The group versions a document exists for, the core group first. */
export const builtinGroupVersions: readonly string[] = Object.keys(loaders);

/** The document of a group version, complete with the definitions all documents share. */
export async function loadDocument(groupVersion: string): Promise<CompactDocument | undefined> {
  if (!Object.hasOwn(loaders, groupVersion)) return undefined;
  const [own, shared] = await Promise.all([
    (loaders[groupVersion] as Load)(),
    import("../../data/apimachinery.json", { with: { type: "json" } }),
  ]);
  const document = own.default as CompactDocument;
  const common = shared.default as unknown as Pick<CompactDocument, "definitions">;
  return { paths: document.paths, definitions: { ...document.definitions, ...common.definitions } };
}
