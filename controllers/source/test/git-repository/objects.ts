import type { Condition } from "@flux-ts/base";
import type { Artifact, GitRepository, GitRepositorySpec, GitRepositoryStatus } from "@flux-ts/flux-api";

const hash = "a".repeat(40);

export const artifact: Artifact = {
  path: `gitrepository/flux-system/fleet/${hash}.tar.gz`,
  url: `http://source.example/gitrepository/flux-system/fleet/${hash}.tar.gz`,
  revision: `main@sha1:${hash}`,
  digest: `sha256:${"1".repeat(64)}`,
  size: 100,
  lastUpdateTime: "2026-01-01T00:00:00Z",
};

export const included: Artifact = {
  ...artifact,
  path: "gitrepository/flux-system/base/x.tar.gz",
  revision: "v1@sha1:b",
};

/** A GitRepository that has reached its goal, but for what a case changes. */
export function repository(
  spec: Partial<GitRepositorySpec> = {},
  status: Partial<GitRepositoryStatus> = {},
): GitRepository {
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: "fleet", namespace: "flux-system", generation: 1 },
    spec: { url: "https://example.com/fleet.git", interval: "5m0s", timeout: "60s", ref: { branch: "main" }, ...spec },
    status: { observedGeneration: 1, artifact, ...status },
  };
}

export function condition(type: string, status: Condition["status"] = "True"): Condition {
  return { type, status, reason: "Some", message: "some", lastTransitionTime: "2026-01-01T00:00:00Z" };
}
