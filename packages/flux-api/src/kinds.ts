import { helmReleaseKind } from "./helm/helm-release.ts";
import { imagePolicyKind } from "./image/image-policy.ts";
import { imageRepositoryKind } from "./image/image-repository.ts";
import { imageUpdateAutomationKind } from "./image/image-update-automation.ts";
import { kustomizationKind } from "./kustomize/kustomization.ts";
import { alertKind } from "./notification/alert.ts";
import { providerKind } from "./notification/provider.ts";
import { receiverKind } from "./notification/receiver.ts";
import { fluxInstanceKind } from "./operator/flux-instance.ts";
import { fluxReportKind } from "./operator/flux-report.ts";
import { resourceSetInputProviderKind } from "./operator/resource-set-input-provider.ts";
import { resourceSetKind } from "./operator/resource-set.ts";
import type { Kind } from "./schema/kind.ts";
import { artifactGeneratorKind } from "./source-extensions/artifact-generator.ts";
import { bucketKind } from "./source/bucket.ts";
import { externalArtifactKind } from "./source/external-artifact.ts";
import { gitRepositoryKind } from "./source/git-repository.ts";
import { helmChartKind } from "./source/helm-chart.ts";
import { helmRepositoryKind } from "./source/helm-repository.ts";
import { ociRepositoryKind } from "./source/oci-repository.ts";

/** The kinds of Flux itself, what `flux install` puts into a cluster; in the order in which a cluster lists their CRDs. */
export const fluxKinds: readonly Kind<unknown, unknown>[] = [
  alertKind,
  artifactGeneratorKind,
  bucketKind,
  externalArtifactKind,
  gitRepositoryKind,
  helmChartKind,
  helmReleaseKind,
  helmRepositoryKind,
  imagePolicyKind,
  imageRepositoryKind,
  imageUpdateAutomationKind,
  kustomizationKind,
  ociRepositoryKind,
  providerKind,
  receiverKind,
];

/** The kinds of Flux Operator, which is installed by itself. */
export const operatorKinds: readonly Kind<unknown, unknown>[] = [
  fluxInstanceKind,
  fluxReportKind,
  resourceSetInputProviderKind,
  resourceSetKind,
];
