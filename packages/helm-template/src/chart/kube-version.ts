import { parseConstraint, parseVersion, satisfies, SemverError } from "@flux-ts/semver";
import { HelmError } from "../errors.ts";
import { parseKubeVersion } from "../render/kube-version.ts";
import type { Chart } from "./chart.ts";

/**
 * Whether the chart can run on this Kubernetes. What a distribution puts behind the version (`-gke.1`) does not make it a prerelease.
 *
 * @throws HelmError
 */
export function checkKubeVersion({ metadata }: Chart, kubeVersion: string): void {
  if (metadata.kubeVersion === "" || fits(metadata.kubeVersion, kubeVersion)) return;
  throw new HelmError(
    "kube-version",
    `chart requires kubeVersion: ${metadata.kubeVersion} which is incompatible with Kubernetes ${kubeVersion}`,
  );
}

function fits(constraint: string, kubeVersion: string): boolean {
  try {
    return satisfies(parseVersion(parseKubeVersion(kubeVersion).short), parseConstraint(constraint));
  } catch (error) {
    if (error instanceof SemverError) return false;
    throw error;
  }
}
