import type { KubeObject } from "@flux-ts/base";
import type { ObjectEvent } from "@flux-ts/controller";

export const object: KubeObject = {
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  metadata: { name: "apps", namespace: "team", uid: "u1", resourceVersion: "7" },
};

export function event(change: Partial<ObjectEvent> = {}): ObjectEvent {
  return {
    object,
    severity: "info",
    reason: "ReconciliationSucceeded",
    message: "applied v1",
    metadata: { "kustomize.toolkit.fluxcd.io/revision": "v1" },
    time: new Date("2026-01-01T00:00:00.123Z"),
    ...change,
  };
}
