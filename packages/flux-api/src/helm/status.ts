import { integer, list, mapOf, object, oneOf, optional, string, withDescription } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { inventory } from "../shared/apply.ts";
import { conditions, handledForce, handledRequest, observedGeneration, time } from "../shared/meta.ts";

const testHook = object({
  lastStarted: optional(time("When the test was started.")),
  lastCompleted: optional(time("When the test was done.")),
  phase: optional(string({ description: "How the test ended." })),
});

const snapshot = object({
  apiVersion: optional(string({ description: "Version of the way digest is computed." })),
  digest: string({ description: "Digest of the release in Helm's storage." }),
  name: string({ description: "Name of the release." }),
  namespace: string({ description: "Namespace of the release." }),
  version: integer({ description: "Revision of the release." }),
  status: string({ description: "Status of the release, as Helm says it." }),
  chartName: string(),
  chartVersion: string(),
  appVersion: optional(string()),
  ociDigest: optional(string({ description: "Digest of the OCI artifact of the chart." })),
  configDigest: string({ description: "Digest of the values." }),
  action: optional(string({ description: "The action that led to this state." })),
  firstDeployed: time("When the release was first deployed."),
  lastDeployed: time("When the release was last deployed."),
  deleted: optional(time("When the release was deleted.")),
  testHooks: optional(mapOf(testHook, { description: "What came of the tests, by name." })),
});
export type HelmReleaseSnapshot = Infer<typeof snapshot>;

const attempt = {
  lastAttemptedGeneration: optional(integer({ description: "Generation of the last action.", format: "int64" })),
  lastAttemptedRevision: optional(string({ description: "Chart version of the last action." })),
  lastAttemptedRevisionDigest: optional(string({ description: "Digest of the OCI artifact of that chart." })),
  lastAttemptedConfigDigest: optional(string({ description: "Digest of the values of the last action." })),
  lastAttemptedValuesChecksum: optional(string({ description: "Deprecated: see lastAttemptedConfigDigest." })),
  lastAttemptedReleaseAction: optional(oneOf(["install", "upgrade"], { description: "The last action." })),
  lastAttemptedReleaseActionDuration: optional(string({ description: "How long the last action took." })),
  lastReleaseRevision: optional(integer({ description: "Deprecated: see history." })),
};

const failures = {
  failures: optional(integer({ description: "Failed runs since the last change of the release.", format: "int64" })),
  installFailures: optional(integer({ description: "Failed installations since then.", format: "int64" })),
  upgradeFailures: optional(integer({ description: "Failed upgrades since then.", format: "int64" })),
};

export const status = object({
  observedGeneration: optional(observedGeneration),
  conditions: optional(conditions),
  helmChart: optional(string({ description: "NAMESPACE/NAME of the HelmChart that was created." })),
  storageNamespace: optional(
    string({ description: "Namespace of Helm's storage of the release.", minLength: 1, maxLength: 63 }),
  ),
  history: optional(list(snapshot, { description: "Releases since the last success, newest first." })),
  inventory: optional(withDescription(inventory, "The objects of the current release, and its CRDs.")),
  ...attempt,
  ...failures,
  observedPostRenderersDigest: optional(string({ description: "Digest of spec.postRenderers of the last action." })),
  observedCommonMetadataDigest: optional(string({ description: "Digest of spec.commonMetadata of the last action." })),
  lastHandledReconcileAt: optional(handledRequest),
  lastHandledForceAt: optional(handledForce),
  lastHandledResetAt: optional(
    string({ description: "Value of the reconcile.fluxcd.io/resetAt annotation that was last handled." }),
  ),
});
export type HelmReleaseStatus = Infer<typeof status>;
