/** How an API is on its way out. */
interface Deprecation {
  /** Minor versions of Kubernetes 1. */
  readonly since: string;
  readonly until: string | undefined;
  /** The API and kind to use. */
  readonly instead: string | undefined;
}

/**
 * What Kubernetes 1.36 says of its APIs that are on their way out: API, the minor versions since when it is deprecated and from
 * when on it is gone, the API that replaces it, and kinds. `-` is nothing, `[List]` stands for the kind and its list, and behind a
 * colon is the kind that replaces it where that has another name.
 */
const lifecycles = `
admissionregistration.k8s.io/v1alpha1 29 32 - ValidatingAdmissionPolicy[List] ValidatingAdmissionPolicyBinding[List]
admissionregistration.k8s.io/v1alpha1 35 38 - MutatingAdmissionPolicy[List] MutatingAdmissionPolicyBinding[List]
admissionregistration.k8s.io/v1beta1 16 22 admissionregistration.k8s.io/v1 MutatingWebhookConfiguration[List] ValidatingWebhookConfiguration[List]
admissionregistration.k8s.io/v1beta1 31 34 - ValidatingAdmissionPolicy[List] ValidatingAdmissionPolicyBinding[List]
admissionregistration.k8s.io/v1beta1 37 40 admissionregistration.k8s.io/v1 MutatingAdmissionPolicy[List] MutatingAdmissionPolicyBinding[List]
apps/v1beta1 8 16 apps/v1 ControllerRevision[List] Deployment[List] DeploymentRollback StatefulSet[List]
apps/v1beta1 8 16 autoscaling/v1 Scale
apps/v1beta2 9 16 apps/v1 ControllerRevision[List] DaemonSet[List] Deployment[List] ReplicaSet[List] StatefulSet[List]
apps/v1beta2 9 16 autoscaling/v1 Scale
authentication.k8s.io/v1alpha1 29 32 - SelfSubjectReview
authentication.k8s.io/v1beta1 19 22 authentication.k8s.io/v1 TokenReview
authentication.k8s.io/v1beta1 30 33 - SelfSubjectReview
authorization.k8s.io/v1beta1 19 22 authorization.k8s.io/v1 LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview
batch/v1beta1 21 25 batch/v1 CronJob[List]
certificates.k8s.io/v1alpha1 34 37 - ClusterTrustBundle[List]
certificates.k8s.io/v1beta1 19 22 certificates.k8s.io/v1 CertificateSigningRequest[List]
certificates.k8s.io/v1beta1 37 40 - ClusterTrustBundle[List]
certificates.k8s.io/v1beta1 38 41 - PodCertificateRequest[List]
coordination.k8s.io/v1alpha2 35 38 - LeaseCandidate[List]
coordination.k8s.io/v1beta1 19 22 coordination.k8s.io/v1 Lease[List]
coordination.k8s.io/v1beta1 36 39 - LeaseCandidate[List]
discovery.k8s.io/v1beta1 21 25 discovery.k8s.io/v1 EndpointSlice EndpointSliceList:EndpointSlice
events.k8s.io/v1beta1 22 25 - Event[List]
extensions/v1beta1 2 16 - Scale
extensions/v1beta1 8 16 - DeploymentRollback
extensions/v1beta1 8 16 apps/v1 DaemonSet[List] Deployment[List] ReplicaSet[List]
extensions/v1beta1 9 16 networking.k8s.io/v1 NetworkPolicy[List]
extensions/v1beta1 14 22 networking.k8s.io/v1 Ingress[List]
flowcontrol.apiserver.k8s.io/v1beta1 23 26 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema[List] PriorityLevelConfiguration[List]
flowcontrol.apiserver.k8s.io/v1beta2 26 29 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema[List] PriorityLevelConfiguration[List]
flowcontrol.apiserver.k8s.io/v1beta3 29 32 flowcontrol.apiserver.k8s.io/v1 FlowSchema[List] PriorityLevelConfiguration[List]
networking.k8s.io/v1beta1 19 22 networking.k8s.io/v1 Ingress[List] IngressClass:IngressClassList IngressClassList
networking.k8s.io/v1beta1 34 37 - IPAddress[List] ServiceCIDR[List]
node.k8s.io/v1beta1 22 25 - RuntimeClass[List]
policy/v1beta1 21 25 policy/v1 PodDisruptionBudget[List]
policy/v1beta1 22 25 - Eviction
rbac.authorization.k8s.io/v1beta1 17 22 rbac.authorization.k8s.io/v1 ClusterRole[List] ClusterRoleBinding[List] Role[List] RoleBinding[List]
resource.k8s.io/v1alpha3 36 39 - DeviceTaintRule[List]
resource.k8s.io/v1alpha3 39 42 - ResourcePoolStatusRequest[List]
resource.k8s.io/v1beta1 35 38 - DeviceClass[List] ResourceClaim[List] ResourceClaimTemplate[List] ResourceSlice[List]
resource.k8s.io/v1beta2 36 39 - DeviceClass[List] ResourceClaim[List] ResourceClaimTemplate[List] ResourceSlice[List]
resource.k8s.io/v1beta2 39 42 - DeviceTaintRule[List]
scheduling.k8s.io/v1beta1 14 22 scheduling.k8s.io/v1 PriorityClass[List]
storage.k8s.io/v1alpha1 21 24 storage.k8s.io/v1 VolumeAttachment[List]
storage.k8s.io/v1alpha1 21 24 storage.k8s.io/v1beta1 CSIStorageCapacity[List]
storage.k8s.io/v1alpha1 32 35 storage.k8s.io/v1 VolumeAttributesClass[List]
storage.k8s.io/v1beta1 17 22 storage.k8s.io/v1 CSINode CSINodeList:CSINode
storage.k8s.io/v1beta1 19 22 storage.k8s.io/v1 CSIDriver[List] StorageClass[List] VolumeAttachment[List]
storage.k8s.io/v1beta1 24 27 storage.k8s.io/v1 CSIStorageCapacity[List]
storage.k8s.io/v1beta1 34 37 storage.k8s.io/v1 VolumeAttributesClass[List]
storagemigration.k8s.io/v1beta1 38 41 - StorageVersionMigration[List]
v1 19 - - ComponentStatus[List]
v1 33 - discovery.k8s.io/v1 Endpoints[List]:EndpointSlice[List]
`;

const deprecations = readLifecycles(lifecycles);

function readLifecycles(text: string): ReadonlyMap<string, Deprecation> {
  const found = new Map<string, Deprecation>();
  for (const line of text.trim().split("\n")) {
    const [api = "", since = "", until = "", replacement = "", ...kinds] = line.split(" ");
    for (const [kind, other] of kinds.flatMap(readKind)) {
      found.set(`${api} ${kind}`, {
        since,
        until: until === "-" ? undefined : until,
        instead: replacement === "-" ? undefined : `${replacement} ${other}`,
      });
    }
  }
  return found;
}

function readKind(text: string): readonly (readonly [kind: string, instead: string])[] {
  const endings = text.includes("[List]") ? ["", "List"] : [""];
  const [kind = "", instead = kind] = text.replaceAll("[List]", "").split(":");
  return endings.map((ending) => [kind + ending, instead + ending]);
}

/** What Helm says about an object of an API that Kubernetes 1.`minor` deprecates. */
export function deprecationOf(apiVersion: string, kind: string, minor: number): string | undefined {
  const api = `${apiVersion} ${kind}`;
  const found = deprecations.get(api);
  if (found === undefined || minor < Number(found.since)) return undefined;
  const { since, until, instead } = found;
  const gone = until === undefined ? "" : `, unavailable in v1.${until}+`;
  const use = instead === undefined ? "" : `; use ${instead}`;
  return `${api} is deprecated in v1.${since}+${gone}${use}`;
}
