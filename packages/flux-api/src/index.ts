/** The Flux kinds: types and schemas in one place; CRDs are generated from them. @module */
export { fluxKinds, operatorKinds } from "./kinds.ts";

export { apiVersionOf, crdOf } from "./schema/kind.ts";
export type { Kind, ObjectOfKind } from "./schema/kind.ts";

export type { Inventory, Snapshot } from "./shared/apply.ts";
export type { Artifact } from "./shared/artifact.ts";
export type { GitRepositoryRef } from "./shared/git-reference.ts";
export type { LabelSelector } from "./shared/meta.ts";

export { bucketKind } from "./source/bucket.ts";
export type { Bucket, BucketSpec, BucketStatus, BucketSts } from "./source/bucket.ts";

export { externalArtifactKind } from "./source/external-artifact.ts";
export type { ExternalArtifact, ExternalArtifactSpec, ExternalArtifactStatus } from "./source/external-artifact.ts";

export { gitRepositoryKind } from "./source/git-repository.ts";
export type {
  GitRepository,
  GitRepositoryInclude,
  GitRepositorySpec,
  GitRepositoryStatus,
} from "./source/git-repository.ts";

export { helmChartKind } from "./source/helm-chart.ts";
export type { HelmChart, HelmChartSourceReference, HelmChartSpec, HelmChartStatus } from "./source/helm-chart.ts";

export { helmRepositoryKind } from "./source/helm-repository.ts";
export type { HelmRepository, HelmRepositorySpec, HelmRepositoryStatus } from "./source/helm-repository.ts";

export { ociRepositoryKind } from "./source/oci-repository.ts";
export type {
  OciLayerSelector,
  OciRepository,
  OciRepositoryRef,
  OciRepositorySpec,
  OciRepositoryStatus,
  OciVerification,
} from "./source/oci-repository.ts";

export { artifactGeneratorKind } from "./source-extensions/artifact-generator.ts";
export type {
  ArtifactGenerator,
  ArtifactGeneratorSpec,
  ArtifactGeneratorStatus,
  CopyOperation,
  GeneratorSource,
  OutputArtifact,
} from "./source-extensions/artifact-generator.ts";

export { kustomizationKind } from "./kustomize/kustomization.ts";
export type {
  Kustomization,
  KustomizationDependency,
  KustomizationHealthCheck,
  KustomizationSpec,
  KustomizationStatus,
  PostBuild,
  SourceReference,
  SubstituteReference,
} from "./kustomize/kustomization.ts";

export { helmReleaseKind } from "./helm/helm-release.ts";
export type {
  DriftDetection,
  HelmRelease,
  HelmReleaseDependency,
  HelmReleaseSpec,
  PostRenderer,
  ValuesReference,
} from "./helm/helm-release.ts";
export type { HelmInstall, HelmRollback, HelmTest, HelmUninstall, HelmUpgrade } from "./helm/actions.ts";
export type { HelmChartReference, HelmChartTemplate } from "./helm/chart-template.ts";
export type { HelmReleaseSnapshot, HelmReleaseStatus } from "./helm/status.ts";

export { alertKind } from "./notification/alert.ts";
export type { Alert, AlertEventSource, AlertSpec } from "./notification/alert.ts";

export { providerKind } from "./notification/provider.ts";
export type { Provider, ProviderSpec, ProviderType } from "./notification/provider.ts";

export { receiverKind } from "./notification/receiver.ts";
export type {
  OidcProvider,
  Receiver,
  ReceiverResource,
  ReceiverSpec,
  ReceiverStatus,
  ReceiverType,
} from "./notification/receiver.ts";

export type { ImageRef } from "./image/image-ref.ts";

export { imagePolicyKind } from "./image/image-policy.ts";
export type { ImagePolicy, ImagePolicyChoice, ImagePolicySpec, ImagePolicyStatus } from "./image/image-policy.ts";

export { imageRepositoryKind } from "./image/image-repository.ts";
export type { ImageRepository, ImageRepositorySpec, ImageRepositoryStatus } from "./image/image-repository.ts";

export { imageUpdateAutomationKind } from "./image/image-update-automation.ts";
export type {
  CommitSpec,
  ImageUpdateAutomation,
  ImageUpdateAutomationSpec,
  ImageUpdateAutomationStatus,
  PushSpec,
} from "./image/image-update-automation.ts";

export { fluxInstanceKind } from "./operator/flux-instance.ts";
export type {
  ComponentImage,
  FluxComponent,
  FluxDistribution,
  FluxInstance,
  FluxInstanceSpec,
  FluxInstanceStatus,
  FluxSync,
} from "./operator/flux-instance.ts";

export { fluxReportKind } from "./operator/flux-report.ts";
export type { FluxReconcilerStatus, FluxReport, FluxReportSpec, FluxReportStatus } from "./operator/flux-report.ts";

export { resourceSetKind } from "./operator/resource-set.ts";
export type {
  InputProviderReference,
  ResourceSet,
  ResourceSetDependency,
  ResourceSetSpec,
  ResourceSetStatus,
  ResourceSetStep,
} from "./operator/resource-set.ts";

export { resourceSetInputProviderKind } from "./operator/resource-set-input-provider.ts";
export type {
  InputFilter,
  InputProviderType,
  InputSelector,
  ResourceSetInputProvider,
  ResourceSetInputProviderSpec,
  ResourceSetInputProviderStatus,
} from "./operator/resource-set-input-provider.ts";
