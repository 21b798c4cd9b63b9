/** Fields of kinds that apply objects to a cluster. */
import { integer, list, mapOf, object, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { localReference, time } from "./meta.ts";

export const dependency = object({
  name: string({ description: "Name of the object, of this kind, that must be ready first." }),
  namespace: optional(string({ description: "Its namespace. Defaults to the one of this object." })),
  readyExpr: optional(string({ description: "CEL expression over `self` and `dep` that says when it is ready." })),
});

export const healthCheckExpression = object({
  apiVersion: string({ description: "API version of the objects this is for." }),
  kind: optional(string({ description: "Kind of the objects this is for." })),
  inProgress: optional(string({ description: "CEL expression: still working." })),
  failed: optional(string({ description: "CEL expression: failed." })),
  current: string({ description: "CEL expression: healthy." }),
});

const kubeConfigMessage = "exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified";

export const kubeConfig = object(
  {
    configMapRef: optional(localReference("ConfigMap that says how to reach the cluster with a cloud identity.")),
    secretRef: optional(
      object({ name: string(), key: optional(string({ description: "Key of the kubeconfig. Defaults to value." })) }),
    ),
  },
  {
    description: "The remote cluster to which the objects are applied.",
    rules: [
      { message: kubeConfigMessage, rule: "has(self.configMapRef) || has(self.secretRef)" },
      { message: kubeConfigMessage, rule: "!has(self.configMapRef) || !has(self.secretRef)" },
    ],
  },
);

export const inventory = object(
  {
    entries: list(
      object({
        id: string({ description: "NAMESPACE_NAME_GROUP_KIND of the object." }),
        v: string({ description: "API version of the object." }),
      }),
    ),
  },
  { description: "The objects that are applied and will be pruned." },
);
export type Inventory = Infer<typeof inventory>;

const snapshot = object({
  digest: string(),
  firstReconciled: time("When this digest was first seen."),
  lastReconciled: time("When this digest was last seen."),
  lastReconciledDuration: string(),
  lastReconciledStatus: string(),
  totalReconciliations: integer({ format: "int64" }),
  metadata: optional(mapOf(string())),
});
export type Snapshot = Infer<typeof snapshot>;

export const history = list(snapshot, { description: "The last reconciled states, newest first." });
