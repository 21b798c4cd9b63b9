import { templateGeneration } from "../resources/defaults/workloads.ts";
import {
  apiServiceColumns,
  bindingColumns,
  certificateRequestColumns,
  flowSchemaColumns,
  mutatingPolicyColumns,
  plainColumns,
  policyBindingColumns,
  priorityLevelColumns,
  validatingPolicyColumns,
  webhookColumns,
} from "./access.ts";
import type { Column } from "./columns.ts";
import { ageColumn, createPrinter, nameColumn } from "./columns.ts";
import * as core from "./core.ts";
import * as networking from "./networking.ts";
import { podColumns } from "./pods.ts";
import type { TablePrinter } from "./printer.ts";
import * as scaling from "./scaling.ts";
import * as storage from "./storage.ts";
import * as workloads from "./workloads.ts";

const nameAndAge: readonly Column[] = [nameColumn, ageColumn];

/** By group and plural; kinds that are not here show name and time of creation. */
const columnsOf: { readonly [resource: string]: readonly Column[] } = {
  "/componentstatuses": core.componentStatusColumns,
  "/configmaps": core.configMapColumns,
  "/endpoints": networking.endpointsColumns,
  "/events": core.eventColumns,
  "/namespaces": core.namespaceColumns,
  "/nodes": core.nodeColumns,
  "/persistentvolumeclaims": storage.volumeClaimColumns,
  "/persistentvolumes": storage.volumeColumns,
  "/pods": podColumns,
  "/podtemplates": workloads.podTemplateColumns,
  "/replicationcontrollers": workloads.replicationControllerColumns,
  "/resourcequotas": core.resourceQuotaColumns,
  "/secrets": core.secretColumns,
  "/serviceaccounts": nameAndAge,
  "/services": networking.serviceColumns,
  "admissionregistration.k8s.io/mutatingadmissionpolicies": mutatingPolicyColumns,
  "admissionregistration.k8s.io/mutatingadmissionpolicybindings": policyBindingColumns,
  "admissionregistration.k8s.io/mutatingwebhookconfigurations": webhookColumns,
  "admissionregistration.k8s.io/validatingadmissionpolicies": validatingPolicyColumns,
  "admissionregistration.k8s.io/validatingadmissionpolicybindings": policyBindingColumns,
  "admissionregistration.k8s.io/validatingwebhookconfigurations": webhookColumns,
  "apiregistration.k8s.io/apiservices": apiServiceColumns,
  "apps/controllerrevisions": workloads.controllerRevisionColumns,
  "apps/daemonsets": workloads.daemonSetColumns,
  "apps/deployments": workloads.deploymentColumns,
  "apps/replicasets": workloads.replicaSetColumns,
  "apps/statefulsets": workloads.statefulSetColumns,
  "autoscaling/horizontalpodautoscalers": scaling.autoscalerColumns,
  "batch/cronjobs": workloads.cronJobColumns,
  "batch/jobs": workloads.jobColumns,
  "certificates.k8s.io/certificatesigningrequests": certificateRequestColumns,
  "coordination.k8s.io/leases": scaling.leaseColumns,
  "discovery.k8s.io/endpointslices": networking.endpointSliceColumns,
  "events.k8s.io/events": core.eventColumns,
  "flowcontrol.apiserver.k8s.io/flowschemas": flowSchemaColumns,
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations": priorityLevelColumns,
  "networking.k8s.io/ingressclasses": networking.ingressClassColumns,
  "networking.k8s.io/ingresses": networking.ingressColumns,
  "networking.k8s.io/ipaddresses": networking.ipAddressColumns,
  "networking.k8s.io/networkpolicies": networking.networkPolicyColumns,
  "networking.k8s.io/servicecidrs": networking.serviceCidrColumns,
  "node.k8s.io/runtimeclasses": scaling.runtimeClassColumns,
  "policy/poddisruptionbudgets": scaling.disruptionBudgetColumns,
  "rbac.authorization.k8s.io/clusterrolebindings": bindingColumns,
  "rbac.authorization.k8s.io/rolebindings": bindingColumns,
  "resource.k8s.io/deviceclasses": nameAndAge,
  "resource.k8s.io/resourceclaims": scaling.resourceClaimColumns,
  "resource.k8s.io/resourceclaimtemplates": nameAndAge,
  "resource.k8s.io/resourceslices": scaling.resourceSliceColumns,
  "scheduling.k8s.io/priorityclasses": scaling.priorityClassColumns,
  "storage.k8s.io/csidrivers": storage.csiDriverColumns,
  "storage.k8s.io/csinodes": storage.csiNodeColumns,
  "storage.k8s.io/csistoragecapacities": storage.csiStorageCapacityColumns,
  "storage.k8s.io/storageclasses": storage.storageClassColumns,
  "storage.k8s.io/volumeattachments": storage.volumeAttachmentColumns,
  "storage.k8s.io/volumeattributesclasses": storage.volumeAttributesClassColumns,
};

/** The rows of a built-in kind. */
export function builtinPrinter(group: string, plural: string): TablePrinter {
  const columns = columnsOf[`${group}/${plural}`];
  if (columns === undefined) return plainPrinter;
  return group === "apps" && plural === "daemonsets"
    ? { ...createPrinter(columns), unshown: [templateGeneration] }
    : createPrinter(columns);
}

/** The rows of what is no resource of its own, such as a scale. */
export const plainPrinter: TablePrinter = createPrinter(plainColumns);
