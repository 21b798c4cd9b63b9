import { randomUUID } from "node:crypto";
import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { withFieldOf, withMeta } from "../../registry/meta.ts";
import { checkLabel, checkPathSegment } from "../../registry/names.ts";
import { definitionStrategy } from "../../crd/strategy.ts";
import { configMapStrategy, secretStrategy } from "./config.ts";
import { serviceStrategy } from "./services.ts";
import { daemonSetStrategy, deploymentStrategy } from "./workloads.ts";
import { jobStrategy } from "./jobs.ts";
import { podStrategy } from "./pods.ts";
import { metadataRules } from "./metadata.ts";
import { signingRequestStrategy } from "./certificates.ts";
import { withSources } from "./claims.ts";
import { selectable, textAt } from "./selectable.ts";
import type { Strategy } from "../strategy.ts";
import { checkIp } from "../validation/syntax.ts";
import { builtinRules } from "../validation/index.ts";
import type { Rules } from "../validation/rules.ts";

interface StrategyHints {
  readonly subresources: readonly { readonly name: string }[];
}

/** The rules of a built-in resource. */
export function builtinStrategy(group: string, plural: string, { subresources }: StrategyHints): Strategy {
  const table = `${group}/${plural}`;
  return {
    tracksGeneration: counted.has(table),
    hasStatus: subresources.some(({ name }) => name === "status"),
    createOnUpdate: createdByUpdate.has(table),
    unconditionalUpdate: !conditional.has(table),
    returnsDeleted: returned.has(table),
    metadata: metadataRules(table),
    statusKeepsMetadata: statusOnly.has(table),
    ...ruledBy(builtinRules[table]),
    ...own[table],
  };
}

const nothing = () => [];

function ruledBy({ check = nothing, checkNew = nothing, checkChange = nothing, warn }: Rules = {}): Partial<Strategy> {
  return {
    validate: (object) => [...check(object, ""), ...checkNew(object, "")],
    validateUpdate: (next, current, subresource) => [...checkChange(next, current, subresource), ...check(next, "")],
    ...(warn && { warnings: warn }),
  };
}

/** Resources whose `metadata.generation` counts. */
const counted = new Set([
  "/pods",
  "/podtemplates",
  "/replicationcontrollers",
  "admissionregistration.k8s.io/mutatingadmissionpolicies",
  "admissionregistration.k8s.io/mutatingadmissionpolicybindings",
  "admissionregistration.k8s.io/mutatingwebhookconfigurations",
  "admissionregistration.k8s.io/validatingadmissionpolicies",
  "admissionregistration.k8s.io/validatingadmissionpolicybindings",
  "admissionregistration.k8s.io/validatingwebhookconfigurations",
  "apiextensions.k8s.io/customresourcedefinitions",
  "apps/daemonsets",
  "apps/deployments",
  "apps/replicasets",
  "apps/statefulsets",
  "batch/cronjobs",
  "batch/jobs",
  "discovery.k8s.io/endpointslices",
  "flowcontrol.apiserver.k8s.io/flowschemas",
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations",
  "networking.k8s.io/ingressclasses",
  "networking.k8s.io/ingresses",
  "networking.k8s.io/networkpolicies",
  "policy/poddisruptionbudgets",
  "resource.k8s.io/deviceclasses",
  "resource.k8s.io/resourceslices",
]);

const createdByUpdate = new Set([
  "/endpoints",
  "/events",
  "/limitranges",
  "/services",
  "coordination.k8s.io/leases",
  "events.k8s.io/events",
  "node.k8s.io/runtimeclasses",
  "rbac.authorization.k8s.io/clusterrolebindings",
  "rbac.authorization.k8s.io/clusterroles",
  "rbac.authorization.k8s.io/rolebindings",
  "rbac.authorization.k8s.io/roles",
]);

/** Resources whose update must name the version it is based on. */
const conditional = new Set([
  "admissionregistration.k8s.io/mutatingadmissionpolicies",
  "admissionregistration.k8s.io/mutatingadmissionpolicybindings",
  "admissionregistration.k8s.io/mutatingwebhookconfigurations",
  "admissionregistration.k8s.io/validatingadmissionpolicies",
  "admissionregistration.k8s.io/validatingadmissionpolicybindings",
  "admissionregistration.k8s.io/validatingwebhookconfigurations",
  "apiextensions.k8s.io/customresourcedefinitions",
  "apiregistration.k8s.io/apiservices",
  "coordination.k8s.io/leases",
  "node.k8s.io/runtimeclasses",
  "policy/poddisruptionbudgets",
  "storage.k8s.io/csidrivers",
  "storage.k8s.io/csinodes",
  "storage.k8s.io/csistoragecapacities",
  "storage.k8s.io/volumeattachments",
]);

/** Resources whose status is written without their metadata. */
const statusOnly = new Set([
  "admissionregistration.k8s.io/validatingadmissionpolicies",
  "flowcontrol.apiserver.k8s.io/flowschemas",
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations",
  "storage.k8s.io/volumeattachments",
]);

/** Resources whose deletion answers with the object. */
const returned = new Set([
  "/namespaces",
  "/persistentvolumeclaims",
  "/persistentvolumes",
  "/pods",
  "/podtemplates",
  "/replicationcontrollers",
  "/resourcequotas",
  "/serviceaccounts",
  "/services",
  "resource.k8s.io/deviceclasses",
  "resource.k8s.io/resourceclaims",
  "resource.k8s.io/resourceclaimtemplates",
  "resource.k8s.io/resourceslices",
  "storage.k8s.io/csidrivers",
  "storage.k8s.io/csinodes",
  "storage.k8s.io/storageclasses",
  "storage.k8s.io/volumeattachments",
  "storage.k8s.io/volumeattributesclasses",
]);

const eventFields = selectable(
  "involvedObject.kind",
  "involvedObject.namespace",
  "involvedObject.name",
  "involvedObject.uid",
  "involvedObject.apiVersion",
  "involvedObject.resourceVersion",
  "involvedObject.fieldPath",
  "reason",
  "reportingComponent",
  "source",
  "type",
);

const freshEventFields = selectable(
  "regarding.kind",
  "regarding.namespace",
  "regarding.name",
  "regarding.uid",
  "regarding.apiVersion",
  "regarding.resourceVersion",
  "regarding.fieldPath",
  "reason",
  "reportingController",
  "type",
);

/** What holds a namespace at its end: the one that empties it, and whoever else asked to be waited for. */
function namespaceSpec({ spec }: KubeObject): JsonObject {
  const given =
    isJsonObject(spec) && Array.isArray(spec["finalizers"]) ? (spec["finalizers"] as readonly string[]) : [];
  return { finalizers: given.includes("kubernetes") ? given : [...given, "kubernetes"] };
}

/** Storage waits until somebody binds it. */
function pending(object: KubeObject): KubeObject {
  return { ...object, status: { phase: "Pending" } };
}

function pendingSince(object: KubeObject): KubeObject {
  const { creationTimestamp } = object.metadata;
  return {
    ...object,
    status: {
      phase: "Pending",
      ...(creationTimestamp !== undefined && { lastPhaseTransitionTime: creationTimestamp }),
    },
  };
}

const rbac: Partial<Strategy> = { checkName: checkPathSegment };

const own: { readonly [table: string]: Partial<Strategy> } = {
  "/namespaces": {
    checkName: checkLabel,
    prepareCreate: (object) => ({ ...object, spec: namespaceSpec(object), status: { phase: "Active" } }),
    prepareUpdate: (next, current, { subresource }) =>
      subresource === "finalize" ? withFieldOf(current, next, "spec") : withFieldOf(next, current, "spec"),
    startDeletion: (object, time) => ({
      ...withMeta(object, { deletionTimestamp: time }),
      status: { ...(object["status"] as JsonObject), phase: "Terminating" },
    }),
    isHeld: ({ spec }) => ((spec as { readonly finalizers?: readonly string[] }).finalizers ?? []).length > 0,
    selectableFields: selectable("status.phase"),
  },
  "/secrets": secretStrategy,
  "/events": { selectableFields: eventFields, checkName: checkPathSegment },
  "/limitranges": { inventName: () => randomUUID() },
  "/nodes": {
    bornWithStatus: true,
    selectableFields: { "spec.unschedulable": (node) => textAt(node, "spec.unschedulable") || "false" },
  },
  "/persistentvolumeclaims": {
    prepareCreate: (object) => pending(withSources(object)),
    prepareUpdate: (next, _current, { subresource }) => (subresource === "" ? withSources(next) : next),
  },
  "/persistentvolumes": { prepareCreate: pendingSince },
  "/pods": podStrategy,
  "/replicationcontrollers": { selectableFields: selectable("status.replicas"), defaultPropagation: "Orphan" },
  "/configmaps": configMapStrategy,
  "/services": serviceStrategy,
  "apps/daemonsets": daemonSetStrategy,
  "apps/deployments": deploymentStrategy,
  "apps/statefulsets": { checkName: checkLabel },
  "apiregistration.k8s.io/apiservices": { checkName: checkPathSegment },
  "batch/jobs": jobStrategy,
  "discovery.k8s.io/endpointslices": { counts: "labels" },
  "events.k8s.io/events": { selectableFields: freshEventFields },
  "certificates.k8s.io/certificatesigningrequests": signingRequestStrategy,
  "networking.k8s.io/ipaddresses": { checkName: checkIp },
  "policy/poddisruptionbudgets": { checkName: checkPathSegment },
  "apiextensions.k8s.io/customresourcedefinitions": definitionStrategy,
  "rbac.authorization.k8s.io/clusterrolebindings": rbac,
  "rbac.authorization.k8s.io/clusterroles": rbac,
  "rbac.authorization.k8s.io/rolebindings": rbac,
  "rbac.authorization.k8s.io/roles": rbac,
  // They have a first generation and no other.
  "scheduling.k8s.io/priorityclasses": { prepareCreate: (object) => withMeta(object, { generation: 1 }) },
};
