import type { ManagedFieldsEntry } from "@flux-ts/base";
import { entriesAfterScale, scaleEntries } from "@flux-ts/kube-schema";
import { expect, test } from "vitest";

const field = (name: string) => ({ kind: "field", name }) as const;
const paths = new Map([["apps/v1", [field("spec"), field("replicas")]]]);

function entry(manager: string, parts: Partial<ManagedFieldsEntry> = {}): ManagedFieldsEntry {
  return {
    manager,
    operation: "Apply",
    apiVersion: "apps/v1",
    time: "2026-01-01T00:00:00Z",
    fieldsType: "FieldsV1",
    fieldsV1: { "f:spec": { "f:replicas": {} } },
    ...parts,
  };
}

const object = [
  entry("one", { fieldsV1: { "f:spec": { "f:paused": {}, "f:replicas": {} } } }),
  entry("two", { fieldsV1: { "f:spec": {} } }),
];

test("who owns the replicas owns those of the Scale", () => {
  expect(scaleEntries(object, paths)).toEqual([entry("one", { apiVersion: "autoscaling/v1" })]);
});

test("who got the replicas of the Scale gets those of the object", () => {
  const { time: _, ...got } = entry("scaler", { subresource: "scale" });
  const scaled = [entry("scaler", { apiVersion: "autoscaling/v1", subresource: "scale" })];
  expect(entriesAfterScale(object, scaled, { paths, apiVersion: "apps/v1" })).toEqual([
    got,
    entry("one", { fieldsV1: { "f:spec": { "f:paused": {} } } }),
    entry("two", { fieldsV1: { "f:spec": {} } }),
  ]);
});

test("a Scale that keeps its owners changes nothing, also for those who update", () => {
  const updater = [entry("one", { operation: "Update" })];
  expect(entriesAfterScale(updater, scaleEntries(updater, paths), { paths, apiVersion: "apps/v1" })).toEqual(updater);
});
