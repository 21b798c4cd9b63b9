import type { GroupVersionKind, KubeObject } from "@flux-ts/base";
import { formatGroupVersion } from "@flux-ts/base";
import { defaultDefinition } from "../../crd/defaults.ts";
import { defaultPolicy, defaultPolicyBinding } from "./admission.ts";
import { defaultFlowSchema, defaultPriorityLevel } from "./flow-control.ts";
import { defaultAutoscaler, defaultAutoscalerV1 } from "./autoscalers.ts";
import { defaultNamespace } from "./namespace.ts";
import { defaultPod, defaultTemplate } from "./pods.ts";
import {
  defaultApiService,
  defaultBinding,
  defaultEndpoints,
  defaultEndpointSlice,
  defaultIngressClass,
  defaultNetworkPolicy,
  defaultService,
  defaultWebhooks,
} from "./services.ts";
import {
  defaultClaim,
  defaultCsiDriver,
  defaultLimitRange,
  defaultNode,
  defaultPriorityClass,
  defaultSecret,
  defaultStorageClass,
  defaultVolume,
} from "./storage.ts";
import {
  defaultCronJob,
  defaultDaemonSet,
  defaultDeployment,
  defaultJob,
  defaultReplicaSet,
  defaultReplicationController,
  defaultStatefulSet,
} from "./workloads.ts";

type Defaulter = (object: KubeObject) => KubeObject;

const defaulters: { readonly [kind: string]: Defaulter } = {
  "v1 Endpoints": defaultEndpoints,
  "v1 LimitRange": defaultLimitRange,
  "v1 Namespace": defaultNamespace,
  "v1 Node": defaultNode,
  "v1 PersistentVolume": defaultVolume,
  "v1 PersistentVolumeClaim": defaultClaim,
  "v1 Pod": defaultPod,
  "v1 PodTemplate": (object) => defaultTemplate(object) as KubeObject,
  "v1 ReplicationController": defaultReplicationController,
  "v1 Secret": defaultSecret,
  "v1 Service": defaultService,
  "admissionregistration.k8s.io/v1 MutatingAdmissionPolicy": defaultPolicy,
  "admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding": defaultPolicyBinding,
  "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy": defaultPolicy,
  "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding": defaultPolicyBinding,
  "admissionregistration.k8s.io/v1 MutatingWebhookConfiguration": defaultWebhooks(true),
  "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration": defaultWebhooks(false),
  "apiextensions.k8s.io/v1 CustomResourceDefinition": defaultDefinition,
  "apiregistration.k8s.io/v1 APIService": defaultApiService,
  "apps/v1 DaemonSet": defaultDaemonSet,
  "apps/v1 Deployment": defaultDeployment,
  "apps/v1 ReplicaSet": defaultReplicaSet,
  "apps/v1 StatefulSet": defaultStatefulSet,
  "autoscaling/v1 HorizontalPodAutoscaler": defaultAutoscalerV1,
  "autoscaling/v2 HorizontalPodAutoscaler": defaultAutoscaler,
  "batch/v1 CronJob": defaultCronJob,
  "batch/v1 Job": defaultJob,
  "discovery.k8s.io/v1 EndpointSlice": defaultEndpointSlice,
  "flowcontrol.apiserver.k8s.io/v1 FlowSchema": defaultFlowSchema,
  "flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration": defaultPriorityLevel,
  "networking.k8s.io/v1 IngressClass": defaultIngressClass,
  "networking.k8s.io/v1 NetworkPolicy": defaultNetworkPolicy,
  "rbac.authorization.k8s.io/v1 ClusterRoleBinding": defaultBinding,
  "rbac.authorization.k8s.io/v1 RoleBinding": defaultBinding,
  "scheduling.k8s.io/v1 PriorityClass": defaultPriorityClass,
  "storage.k8s.io/v1 CSIDriver": defaultCsiDriver,
  "storage.k8s.io/v1 StorageClass": defaultStorageClass,
};

/** What fills in what the real server fills in for a built-in kind. */
export function builtinDefaults(gvk: GroupVersionKind): Defaulter {
  return defaulters[`${formatGroupVersion(gvk)} ${gvk.kind}`] ?? ((object) => object);
}
