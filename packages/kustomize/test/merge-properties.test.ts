import type { JsonValue } from "@flux-ts/base";
import { mergeObjects, mergeThreeObjects } from "@flux-ts/kustomize/testing";
import { emitYaml } from "@flux-ts/yaml";
import { assert, constantFrom, dictionary, integer, oneof, property, tuple, uniqueArray } from "fast-check";
import type { Arbitrary } from "fast-check";
import { test } from "vitest";

/** Pods with what merging treats differently: scalars, maps, keyed lists, lists of scalars, fields without a schema. */
const scalar = oneof(integer({ min: 0, max: 9 }), constantFrom("a", "b", "y", "1"));
const map = dictionary(constantFrom("a", "b", "c", "__proto__"), scalar);
const port = tuple(integer({ min: 1, max: 3 }), constantFrom("TCP", "UDP"), scalar).map(
  ([containerPort, protocol, name]) => ({ containerPort, protocol, name }),
);
const container = tuple(
  constantFrom("x", "y", "z"),
  scalar,
  uniqueArray(port, { maxLength: 3, selector: ({ containerPort, protocol }) => `${containerPort}/${protocol}` }),
).map(([name, image, ports]) => ({ name, image, ...(ports.length > 0 && { ports }) }));
const pod: Arbitrary<JsonValue> = tuple(
  map,
  uniqueArray(constantFrom("f", "g", "h"), { maxLength: 3 }),
  uniqueArray(container, { minLength: 1, maxLength: 3, selector: ({ name }) => name }),
  map,
).map(([labels, finalizers, containers, extra]) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", labels, finalizers },
  spec: { containers, extra },
}));

const runs = { numRuns: 200 };
const options = { newItems: "first" } as const;

function merge(target: JsonValue, patch: JsonValue): JsonValue {
  return mergeObjects(emitYaml(target), emitYaml(patch), options) ?? null;
}

function mergeThree(origin: JsonValue, update: JsonValue, local: JsonValue): JsonValue {
  return mergeThreeObjects({ origin: emitYaml(origin), update: emitYaml(update), local: emitYaml(local) }, {}) ?? null;
}

test("an object merged into itself stays what it is", ({ expect }) => {
  assert(
    property(pod, (a) => {
      expect(merge(a, a)).toEqual(a);
    }),
    runs,
  );
});

test("a patch that was merged changes nothing when it is merged again", ({ expect }) => {
  assert(
    property(pod, pod, (a, patch) => {
      const merged = merge(a, patch);
      expect(merge(merged, patch)).toEqual(merged);
    }),
    runs,
  );
});

test("a patch that says no more than identity changes nothing", ({ expect }) => {
  const identity = { apiVersion: "v1", kind: "Pod", metadata: { name: "p" } };
  assert(
    property(pod, (a) => {
      expect(merge(a, identity)).toEqual(a);
    }),
    runs,
  );
});

test("three ways: without local changes the update comes out, but for the order of items", ({ expect }) => {
  assert(
    property(pod, pod, (a, b) => {
      expect(unordered(mergeThree(a, b, a))).toEqual(unordered(b));
    }),
    runs,
  );
});

test("three ways: without an update local changes stay", ({ expect }) => {
  assert(
    property(pod, pod, (a, b) => {
      expect(mergeThree(a, a, b)).toEqual(b);
    }),
    runs,
  );
});

/** The value with its lists sorted. */
function unordered(value: JsonValue): JsonValue {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(unordered).sort((a, b) => (emitYaml(a) < emitYaml(b) ? -1 : 1));
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, unordered(field)]));
}
