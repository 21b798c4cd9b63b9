import { describe, test } from "vitest";
import type { Kustomization } from "@flux-ts/flux-api";
import { deletesObjects, retryIntervalOf, timeoutOf } from "../../src/kustomization/spec.ts";
import { kustomization } from "../builders.ts";

describe("times", () => {
  const cases: Record<string, { object: Kustomization; timeout: number; retry: number }> = {
    "the timeout is half a minute less than the interval": {
      object: kustomization(),
      timeout: 570_000,
      retry: 600_000,
    },
    "the timeout is never less than half a minute": {
      object: kustomization({ interval: "20s" }),
      timeout: 30_000,
      retry: 20_000,
    },
    "what the spec says counts": {
      object: kustomization({ timeout: "2m", retryInterval: "15s" }),
      timeout: 120_000,
      retry: 15_000,
    },
  };
  test.for(Object.entries(cases))("%s", ([, { object, timeout, retry }], { expect }) => {
    expect([timeoutOf(object), retryIntervalOf(object)]).toEqual([timeout, retry]);
  });
});

describe("deletion", () => {
  const status = { inventory: { entries: [{ id: "apps_web__ConfigMap", v: "v1" }] } };
  const cases: Record<string, { object: Kustomization; want: boolean }> = {
    "objects go as prune says": { object: kustomization({}, status), want: true },
    "without prune they stay": { object: kustomization({ prune: false }, status), want: false },
    "the policy Delete outweighs prune": {
      object: kustomization({ prune: false, deletionPolicy: "Delete" }, status),
      want: true,
    },
    "the policy Orphan outweighs prune": { object: kustomization({ deletionPolicy: "Orphan" }, status), want: false },
    "a suspended Kustomization keeps its objects": { object: kustomization({ suspend: true }, status), want: false },
    "without inventory there is nothing to delete": { object: kustomization(), want: false },
  };
  test.for(Object.entries(cases))("%s", ([, { object, want }], { expect }) => {
    expect(deletesObjects(object)).toBe(want);
  });
});
