import { admissionRules } from "../../admission/dynamic/rules/index.ts";
import { autoscalerRules } from "./autoscaling.ts";
import { cronJobRules, jobRules } from "./batch.ts";
import { signingRequestRules } from "./certificates.ts";
import { ipAddressRules, serviceCidrRules } from "./addresses.ts";
import { csiDriverRules, csiNodeRules, storageCapacityRules, volumeAttachmentRules } from "./csi.ts";
import { flowSchemaRules, priorityLevelRules } from "./flow-control.ts";
import { namespaceRules, nodeRules } from "./nodes.ts";
import { apiServiceRules } from "./registration.ts";
import { eventRules, freshEventRules } from "./events.ts";
import { disruptionBudgetRules, leaseRules, limitRangeRules, priorityClassRules, runtimeClassRules } from "./limits.ts";
import { ingressClassRules, ingressRules, networkPolicyRules } from "./networking.ts";
import { podRules, podTemplateRules } from "./pods.ts";
import { resourceQuotaRules } from "./quotas.ts";
import { clusterRoleBindingRules, clusterRoleRules, roleBindingRules, roleRules } from "./rbac.ts";
import type { Rules } from "./rules.ts";
import { endpointSliceRules, endpointsRules, serviceRules } from "./services.ts";
import { attributesClassRules, claimRules, storageClassRules, volumeRules } from "./storage.ts";
import {
  controllerRevisionRules,
  daemonSetRules,
  deploymentRules,
  replicaSetRules,
  replicationControllerRules,
} from "./workloads.ts";
import { statefulSetRules } from "./stateful-sets.ts";

/** The rules of built-in resources by their table. What is not listed has none of its own. */
export const builtinRules: { readonly [table: string]: Rules } = {
  ...admissionRules,
  "/endpoints": endpointsRules,
  "/events": eventRules,
  "/namespaces": namespaceRules,
  "/nodes": nodeRules,
  "/limitranges": limitRangeRules,
  "/persistentvolumeclaims": claimRules,
  "/persistentvolumes": volumeRules,
  "/pods": podRules,
  "/podtemplates": podTemplateRules,
  "/replicationcontrollers": replicationControllerRules,
  "/resourcequotas": resourceQuotaRules,
  "/services": serviceRules,
  "apiregistration.k8s.io/apiservices": apiServiceRules,
  "apps/controllerrevisions": controllerRevisionRules,
  "apps/daemonsets": daemonSetRules,
  "apps/deployments": deploymentRules,
  "apps/replicasets": replicaSetRules,
  "apps/statefulsets": statefulSetRules,
  "autoscaling/horizontalpodautoscalers": autoscalerRules,
  "batch/cronjobs": cronJobRules,
  "batch/jobs": jobRules,
  "certificates.k8s.io/certificatesigningrequests": signingRequestRules,
  "coordination.k8s.io/leases": leaseRules,
  "discovery.k8s.io/endpointslices": endpointSliceRules,
  "events.k8s.io/events": freshEventRules,
  "flowcontrol.apiserver.k8s.io/flowschemas": flowSchemaRules,
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations": priorityLevelRules,
  "networking.k8s.io/ingressclasses": ingressClassRules,
  "networking.k8s.io/ingresses": ingressRules,
  "networking.k8s.io/ipaddresses": ipAddressRules,
  "networking.k8s.io/networkpolicies": networkPolicyRules,
  "networking.k8s.io/servicecidrs": serviceCidrRules,
  "node.k8s.io/runtimeclasses": runtimeClassRules,
  "policy/poddisruptionbudgets": disruptionBudgetRules,
  "rbac.authorization.k8s.io/clusterrolebindings": clusterRoleBindingRules,
  "rbac.authorization.k8s.io/clusterroles": clusterRoleRules,
  "rbac.authorization.k8s.io/rolebindings": roleBindingRules,
  "rbac.authorization.k8s.io/roles": roleRules,
  "scheduling.k8s.io/priorityclasses": priorityClassRules,
  "storage.k8s.io/csidrivers": csiDriverRules,
  "storage.k8s.io/csinodes": csiNodeRules,
  "storage.k8s.io/csistoragecapacities": storageCapacityRules,
  "storage.k8s.io/storageclasses": storageClassRules,
  "storage.k8s.io/volumeattachments": volumeAttachmentRules,
  "storage.k8s.io/volumeattributesclasses": attributesClassRules,
};
