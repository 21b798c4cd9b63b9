import { test } from "vitest";
import { backoffDelay, formatGroupVersion, formatRef, isAbort, kindOf, parseGroupVersion, refOf } from "@flux-ts/base";

test.for([
  ["v1", { group: "", version: "v1" }],
  ["apps/v1", { group: "apps", version: "v1" }],
] as const)("%s is a group and a version", ([apiVersion, groupVersion], { expect }) => {
  expect(parseGroupVersion(apiVersion)).toEqual(groupVersion);
  expect(formatGroupVersion(groupVersion)).toBe(apiVersion);
});

test("an object is named by group, kind, namespace and name", ({ expect }) => {
  const deployment = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", namespace: "prod" } };
  expect(kindOf(deployment)).toEqual({ group: "apps", version: "v1", kind: "Deployment" });
  expect(refOf(deployment)).toEqual({ group: "apps", kind: "Deployment", namespace: "prod", name: "web" });
  expect(formatRef(refOf(deployment))).toBe("Deployment/prod/web");
  expect(formatRef({ kind: "Namespace", namespace: "", name: "prod" })).toBe("Namespace/prod");
});

test("delays double from the first to the limit, with jitter on top", ({ expect }) => {
  const limits = { minMs: 100, maxMs: 1000 };
  expect([1, 2, 3, 4, 5, 50].map((failures) => backoffDelay(failures, limits))).toEqual([
    100, 200, 400, 800, 1000, 1000,
  ]);
  expect(backoffDelay(1, { ...limits, jitter: 0.5, random: () => 0.5 })).toBe(125);
});

test("an abort is recognised through its wrappers", ({ expect }) => {
  const abort = new DOMException("stop", "AbortError");
  expect(isAbort(new Error("fetch failed", { cause: abort }))).toBe(true);
  expect(isAbort(new Error("fetch failed"))).toBe(false);
});
