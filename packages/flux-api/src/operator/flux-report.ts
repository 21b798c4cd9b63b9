import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { boolean, integer, list, object, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { conditions, handledRequest } from "../shared/meta.ts";

const cluster = object(
  {
    serverVersion: string({ description: "Version of Kubernetes." }),
    platform: string({ description: "Operating system and architecture of the API server." }),
    nodes: optional(integer({ description: "How many nodes there are." })),
  },
  { description: "The cluster." },
);

const distribution = object(
  {
    entitlement: string({ description: "Who supports the installation." }),
    status: string({ description: "Whether Flux is installed." }),
    version: optional(string({ description: "Version of Flux." })),
    managedBy: optional(string({ description: "What installed Flux." })),
  },
  { description: "The installed Flux." },
);

const component = object({
  name: string({ description: "Name of the controller." }),
  image: string({ description: "Its image, with tag and digest." }),
  ready: boolean(),
  status: string({ description: "What its Deployment says." }),
});

const operator = object(
  {
    apiVersion: string({ description: "API version of the operator's kinds." }),
    version: string({ description: "Version of the operator." }),
    platform: string({ description: "Operating system and architecture of the operator." }),
  },
  { description: "The operator." },
);

const reconciler = object({
  apiVersion: string(),
  kind: string(),
  stats: optional(
    object(
      {
        running: integer({ description: "How many objects are reconciled." }),
        failing: integer({ description: "How many of them fail." }),
        suspended: integer({ description: "How many objects are suspended." }),
        totalSize: optional(string({ description: "Size of all artifacts, for sources." })),
      },
      { description: "Counts of the objects of this kind." },
    ),
  ),
});
export type FluxReconcilerStatus = Infer<typeof reconciler>;

const sync = object(
  {
    id: string({ description: "Kind and name of the Kustomization." }),
    path: optional(string({ description: "Folder of the source that is applied." })),
    ready: boolean(),
    source: optional(string({ description: "Address of the source." })),
    status: string({ description: "Message of the Ready condition." }),
  },
  { description: "The state of the cluster's own source." },
);

const spec = object({
  distribution,
  cluster: optional(cluster),
  operator: optional(operator),
  components: optional(list(component, { description: "The controllers." })),
  reconcilers: optional(list(reconciler, { description: "The kinds that are reconciled." })),
  sync: optional(sync),
});
export type FluxReportSpec = Infer<typeof spec>;

const status = object({
  conditions: optional(conditions),
  lastHandledReconcileAt: optional(handledRequest),
});
export type FluxReportStatus = Infer<typeof status>;

export type FluxReport = ObjectOfKind<FluxReportSpec, FluxReportStatus>;

const lastTransitionTime = readyColumn.jsonPath.replace(/status$/, "lastTransitionTime");

export const fluxReportKind: Kind<FluxReportSpec, FluxReportStatus> = {
  group: "fluxcd.controlplane.io",
  kind: "FluxReport",
  plural: "fluxreports",
  singular: "fluxreport",
  description: "What the operator finds out about the Flux of a cluster.",
  categories: ["fluxcd"],
  version: {
    name: "v1",
    columns: [
      { name: "Entitlement", type: "string", jsonPath: ".spec.distribution.entitlement", priority: 10 },
      ageColumn,
      readyColumn,
      statusColumn,
      { name: "LastUpdated", type: "string", jsonPath: lastTransitionTime },
    ],
    spec,
    status,
    rules: [{ message: "the only accepted name for a FluxReport is 'flux'", rule: "self.metadata.name == 'flux'" }],
  },
};
