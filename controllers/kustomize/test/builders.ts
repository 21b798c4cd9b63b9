import type { Kustomization, KustomizationSpec, KustomizationStatus } from "@flux-ts/flux-api";

/** A Kustomization of `apps/web` on a GitRepository; each test states only what differs. */
export function kustomization(spec: Partial<KustomizationSpec> = {}, status?: KustomizationStatus): Kustomization {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: "web", namespace: "apps", uid: "uid-web", generation: 1 },
    spec: {
      interval: "10m",
      prune: true,
      path: "./deploy",
      sourceRef: { kind: "GitRepository", name: "fleet" },
      ...spec,
    },
    ...(status && { status }),
  };
}

const time = "2026-01-01T00:00:00Z";

export function ready(status: "True" | "False" = "True") {
  return [{ type: "Ready", status, reason: "Test", message: "", lastTransitionTime: time }];
}
