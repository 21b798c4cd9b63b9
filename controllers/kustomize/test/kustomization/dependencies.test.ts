import { test } from "vitest";
import type { Kustomization, KustomizationSpec, KustomizationStatus } from "@flux-ts/flux-api";
import { whyNotReady } from "../../src/kustomization/dependencies.ts";
import { kustomization, ready } from "../builders.ts";

const revision = "main@sha1:aaaa";
const settled: KustomizationStatus = { observedGeneration: 1, conditions: ready(), lastAppliedRevision: revision };

function dependency(status: KustomizationStatus, spec: Partial<KustomizationSpec> = {}): Kustomization {
  return kustomization(spec, status);
}

const cases: Record<string, { dependency: Kustomization | undefined; want: string | undefined }> = {
  "a ready dependency at the same revision is no obstacle": { dependency: dependency(settled), want: undefined },
  "a missing one is named": {
    dependency: undefined,
    want: "dependency 'infra/base' not found: kustomizations.kustomize.toolkit.fluxcd.io \"base\" not found",
  },
  "one that has no status is not ready": { dependency: kustomization(), want: "dependency 'infra/base' is not ready" },
  "a failed one is not ready": {
    dependency: dependency({ ...settled, conditions: ready("False") }),
    want: "dependency 'infra/base' is not ready",
  },
  "one whose newest generation was not seen is not ready": {
    dependency: dependency({ ...settled, observedGeneration: 0 }),
    want: "dependency 'infra/base' is not ready",
  },
  "one on the same source must have applied this revision": {
    dependency: dependency({ ...settled, lastAppliedRevision: "main@sha1:bbbb" }),
    want: "dependency 'infra/base' revision is not up to date",
  },
  "one on another source may be at any revision": {
    dependency: dependency(
      { ...settled, lastAppliedRevision: "main@sha1:bbbb" },
      { sourceRef: { kind: "GitRepository", name: "other" } },
    ),
    want: undefined,
  },
};

test.for(Object.entries(cases))("%s", ([, { dependency, want }], { expect }) => {
  expect(whyNotReady(kustomization(), { name: "base", namespace: "infra" }, dependency, revision)).toBe(want);
});
