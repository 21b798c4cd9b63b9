import type { JsonObject, JsonValue } from "@flux-ts/base";
import {
  customResourceType,
  deducedType,
  fieldSetOf,
  formatMismatches,
  openApiTypes,
  validateTyped,
  zeroObject,
} from "@flux-ts/kube-schema";
import type { ValueType } from "@flux-ts/kube-schema";
import { expect, test } from "vitest";

const definitions: { [name: string]: JsonObject } = {
  "io.k8s.api.core.v1.Thing": {
    type: "object",
    required: ["spec"],
    properties: {
      metadata: { allOf: [{ $ref: "#/components/schemas/io.k8s.Meta" }], default: {} },
      spec: { allOf: [{ $ref: "#/components/schemas/io.k8s.api.core.v1.ThingSpec" }], default: {} },
      selector: { $ref: "#/components/schemas/io.k8s.Selector" },
    },
  },
  "io.k8s.Meta": {
    type: "object",
    properties: { labels: { type: "object", additionalProperties: { type: "string" } } },
  },
  "io.k8s.Selector": {
    type: "object",
    "x-kubernetes-map-type": "atomic",
    properties: { matchLabels: { type: "object", additionalProperties: { type: "string" } } },
  },
  "io.k8s.api.core.v1.ThingSpec": {
    type: "object",
    required: ["containers", "mode"],
    properties: {
      mode: { type: "string", default: "" },
      port: { format: "int-or-string", oneOf: [{ type: "integer" }, { type: "string" }] },
      size: { $ref: "#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity" },
      raw: { $ref: "#/components/schemas/io.k8s.apimachinery.pkg.runtime.RawExtension" },
      since: { type: "string", format: "date-time" },
      limits: { type: "object", additionalProperties: { type: "integer" } },
      containers: {
        type: "array",
        items: { $ref: "#/components/schemas/io.k8s.api.core.v1.Container", default: {} },
        "x-kubernetes-patch-merge-key": "name",
        "x-kubernetes-patch-strategy": "merge",
      },
      names: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
      args: { type: "array", items: { type: "string" } },
      self: { $ref: "#/components/schemas/io.k8s.api.core.v1.ThingSpec" },
      gone: { $ref: "#/components/schemas/io.k8s.Gone" },
    },
  },
  "io.k8s.api.core.v1.Container": {
    type: "object",
    properties: {
      name: { type: "string" },
      ports: {
        type: "array",
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["port", "protocol"],
        items: {
          type: "object",
          properties: { port: { type: "integer" }, protocol: { type: "string", default: "TCP" } },
        },
      },
    },
  },
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { type: "string" },
  "io.k8s.apimachinery.pkg.runtime.RawExtension": { type: "object" },
};
const thing = openApiTypes(definitions).get("io.k8s.api.core.v1.Thing") as ValueType;

const owned: Record<string, { type?: ValueType; value: JsonObject; want: JsonObject }> = {
  "references are followed": {
    value: { spec: { self: { mode: "x" } } },
    want: { "f:spec": { "f:self": { "f:mode": {} } } },
  },
  "maps of anything are merged key by key": {
    value: { spec: { limits: { a: 1 } } },
    want: { "f:spec": { "f:limits": { "f:a": {} } } },
  },
  "atomic maps are owned as a whole": { value: { selector: { matchLabels: { a: "b" } } }, want: { "f:selector": {} } },
  "raw objects are owned as a whole": {
    value: { spec: { raw: { a: { b: 1 } } } },
    want: { "f:spec": { "f:raw": {} } },
  },
  "lists are atomic where nothing else is said": {
    value: { spec: { args: ["a"] } },
    want: { "f:spec": { "f:args": {} } },
  },
  "sets have items": { value: { spec: { names: ["a"] } }, want: { "f:spec": { "f:names": { 'v:"a"': {} } } } },
  "merge keys of patches count where there is no list type": {
    value: { spec: { containers: [{ name: "c" }] } },
    want: { "f:spec": { "f:containers": { 'k:{"name":"c"}': { ".": {}, "f:name": {} } } } },
  },
  "a missing key counts as its default": {
    value: { spec: { containers: [{ name: "c", ports: [{ port: 80 }] }] } },
    want: {
      "f:spec": {
        "f:containers": {
          'k:{"name":"c"}': {
            ".": {},
            "f:name": {},
            "f:ports": { 'k:{"port":80,"protocol":"TCP"}': { ".": {}, "f:port": {} } },
          },
        },
      },
    },
  },
  "objects without schema are merged key by key": {
    type: deducedType,
    value: { a: { b: 1, l: [{ x: 1 }] } },
    want: { "f:a": { ".": {}, "f:b": {}, "f:l": {} } },
  },
};
test.for(Object.entries(owned))("%s", ([, { type = thing, value, want }], { expect }) => {
  expect(fieldSetOf({ value, type }).toJson()).toEqual(want);
});

test("quantities, times and int-or-string take what Go takes", () => {
  for (const scalar of [1, "1", 1.5, true]) {
    const value = { spec: { size: scalar, since: scalar, port: scalar } };
    expect(validateTyped({ value, type: thing })).toEqual([]);
  }
});

test("a reference to nothing is a fault of the value that uses it", () => {
  const value = { spec: { gone: 1 } };
  expect(formatMismatches(validateTyped({ value, type: thing }))).toBe(
    ".spec.gone: schema error: no type found matching: io.k8s.Gone",
  );
});

test("an object holds structs and required fields before anybody sets them", () => {
  expect(zeroObject(definitions, "io.k8s.api.core.v1.Thing")).toEqual({
    metadata: {},
    spec: { containers: null, mode: "" },
  });
});

const spec = (properties: JsonObject): ValueType =>
  customResourceType({ type: "object", properties: { spec: { type: "object", properties } } });

const custom: Record<string, { type: ValueType; value: JsonValue; want: string }> = {
  "metadata is known without being declared": {
    type: spec({}),
    value: { apiVersion: "v1", kind: "Foo", metadata: { name: "a", nope: 1 } },
    want: ".metadata.nope: field not declared in schema",
  },
  "undeclared fields are refused": {
    type: spec({ a: { type: "string" } }),
    value: { spec: { b: 1 } },
    want: ".spec.b: field not declared in schema",
  },
  "preserved fields are kept below, too": {
    type: spec({
      a: {
        "x-kubernetes-preserve-unknown-fields": true,
        type: "object",
        properties: { b: { type: "object", properties: { c: { type: "string" } } } },
      },
    }),
    value: { spec: { a: { x: 1, b: { y: 1 } } } },
    want: "",
  },
  "embedded objects have metadata": {
    type: spec({
      t: { type: "object", "x-kubernetes-embedded-resource": true, properties: { spec: { type: "object" } } },
    }),
    value: { spec: { t: { apiVersion: "v1", kind: "X", metadata: { nope: 1 }, spec: { any: 1 } } } },
    want: ".spec.t.metadata.nope: field not declared in schema",
  },
  "int-or-string takes both": {
    type: spec({ p: { "x-kubernetes-int-or-string": true }, q: { "x-kubernetes-int-or-string": true } }),
    value: { spec: { p: 1, q: "a" } },
    want: "",
  },
  "a resource without schema takes anything": {
    type: customResourceType(undefined),
    value: { spec: [1, { a: {} }] },
    want: "",
  },
};
test.for(Object.entries(custom))("custom resource: %s", ([, { type, value, want }], { expect }) => {
  const mismatches = validateTyped({ value, type });
  expect(mismatches.length === 0 ? "" : formatMismatches(mismatches)).toBe(want);
});

test("definitions are converted when they are used", () => {
  const read: string[] = [];
  const watched = new Proxy(definitions, {
    get: (target, name: string) => {
      read.push(name);
      return target[name];
    },
  });
  const type = openApiTypes(watched).get("io.k8s.Meta");
  expect(type?.map?.fields.get("labels")?.type.map?.additional?.scalar).toBe("string");
  expect(new Set(read)).toEqual(new Set(["io.k8s.Meta"]));
});
