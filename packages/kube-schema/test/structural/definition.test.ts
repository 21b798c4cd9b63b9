import { describe, test } from "vitest";
import type { JsonObject } from "@flux-ts/base";
import { checkDefinition, formatCause } from "@flux-ts/kube-schema";

const names = { plural: "foos", singular: "foo", kind: "Foo", listKind: "FooList" };

function definition(spec: JsonObject = {}, name = "foos.example.com"): JsonObject {
  const versions = [version({})];
  return { metadata: { name }, spec: { group: "example.com", scope: "Namespaced", names, versions, ...spec } };
}

function version(schema: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    name: "v1",
    served: true,
    storage: true,
    schema: { openAPIV3Schema: { type: "object", ...schema } },
    ...more,
  };
}

const lines = (checked: JsonObject) => checkDefinition(checked).map(formatCause);

test("a definition as kubebuilder writes it is accepted", ({ expect }) => {
  const schema = {
    description: "Foo is an API",
    properties: {
      apiVersion: { type: "string" },
      metadata: { type: "object" },
      spec: {
        type: "object",
        required: ["interval"],
        properties: {
          interval: { type: "string", pattern: "^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$" },
          port: { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] },
          values: { "x-kubernetes-preserve-unknown-fields": true },
          mode: { type: "string", enum: ["a", "b"], default: "a" },
          refs: {
            type: "array",
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": ["name"],
            items: { type: "object", required: ["name"], properties: { name: { type: "string" } } },
          },
          choice: {
            type: "object",
            properties: { a: { type: "string" } },
            oneOf: [{ required: ["a"] }, { maxProperties: 0 }],
          },
          deep: {
            type: "object",
            default: { x: "0" },
            required: ["x"],
            properties: { x: { type: "string", default: "1" } },
          },
        },
        "x-kubernetes-validations": [{ rule: "has(self.mode)", message: "needs a mode", fieldPath: ".mode" }],
      },
    },
  };
  expect(lines(definition({ versions: [version(schema), version({}, { name: "v2", storage: false })] }))).toEqual([]);
});

describe("names and versions", () => {
  const label = expectText("a DNS-1035 label must consist of lower case alphanumeric characters or '-'");
  const cases: Record<string, { checked: JsonObject; want: readonly unknown[] }> = {
    "a name that is not made of plural and group": {
      checked: definition({}, "x"),
      want: ['metadata.name: Invalid value: "x": must be spec.names.plural+"."+spec.group'],
    },
    "a group without a dot": {
      checked: definition({ group: "x" }, "foos.x"),
      want: ['spec.group: Invalid value: "x": should be a domain with at least one dot'],
    },
    "an unknown scope": {
      checked: definition({ scope: "Galaxy" }),
      want: ['spec.scope: Unsupported value: "Galaxy": supported values: "Cluster", "Namespaced"'],
    },
    "a kind that is also the kind of lists": {
      checked: definition({ names: { ...names, listKind: "Foo" } }),
      want: ['spec.names.listKind: Invalid value: "Foo": kind and listKind may not be the same'],
    },
    "names that are no labels": {
      checked: definition({ names: { ...names, kind: "Fo_o", shortNames: ["F"] } }),
      want: [
        expectText(
          'spec.names.kind: Invalid value: "Fo_o": may have mixed case, but should otherwise match: a DNS-1035',
        ),
        label,
      ],
    },
    "a version without a schema": {
      checked: definition({ versions: [{ name: "v1", served: true, storage: true }] }),
      want: ["spec.versions[0].schema.openAPIV3Schema: Required value"],
    },
    "no version that is stored, and one name twice": {
      checked: definition({ versions: [version({}, { storage: false }), version({}, { storage: false })] }),
      want: [
        expectText("must contain unique version names"),
        expectText("must have exactly one version marked as storage version"),
      ],
    },
  };
  test.for(Object.entries(cases))("%s", ([, { checked, want }], { expect }) => {
    const found = lines(checked);
    expect(found).toHaveLength(want.length);
    want.forEach((line, index) => {
      if (line instanceof RegExp) expect(found[index]).toMatch(line);
      else expect(found[index]).toBe(line);
    });
  });
});

/** Matches a line that contains the text. */
function expectText(text: string): RegExp {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}

describe("the schema of field a", () => {
  const at = "spec.validation.openAPIV3Schema.properties[a]";
  const list = (type: string, items: JsonObject, more: JsonObject = {}): JsonObject => ({
    type: "array",
    "x-kubernetes-list-type": type,
    items,
    ...more,
  });
  const item = (property: JsonObject, more: JsonObject = {}): JsonObject => ({
    type: "object",
    properties: { k: property },
    ...more,
  });
  const keys = { "x-kubernetes-list-map-keys": ["k"] };
  const rule = (more: JsonObject): JsonObject => ({
    type: "object",
    properties: { b: { type: "string" } },
    "x-kubernetes-validations": [{ rule: "true", ...more }],
  });
  const cases: Record<string, { a: JsonObject; want: readonly string[] }> = {
    "without a type": { a: {}, want: [".type: Required value: must not be empty for specified object fields"] },
    "with items without a type": {
      a: { type: "array", items: {} },
      want: [".items.type: Required value: must not be empty for specified array items"],
    },
    "with an unknown type": {
      a: { type: "text" },
      want: [
        '.type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"',
      ],
    },
    "of type null": {
      a: { type: "null" },
      want: [
        ".type: Forbidden: type cannot be set to null, use nullable as an alternative",
        '.type: Unsupported value: "null": supported values: "array", "boolean", "integer", "number", "object", "string"',
      ],
    },
    "with unique items": {
      a: { type: "array", items: { type: "string" }, uniqueItems: true },
      want: [
        ".uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
      ],
    },
    "with a reference": { a: { type: "string", $ref: "#/x" }, want: [".$ref: Forbidden: $ref is not supported"] },
    "with properties and additional ones": {
      a: { type: "object", properties: { x: { type: "string" } }, additionalProperties: { type: "string" } },
      want: [".additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive"],
    },
    closed: {
      a: { type: "object", additionalProperties: false },
      want: [".additionalProperties: Forbidden: additionalProperties cannot be set to false"],
    },
    "with a pattern RE2 does not know": {
      a: { type: "string", pattern: "a(?=b)" },
      want: [
        '.pattern: Invalid value: "a(?=b)": must be a valid regular expression, but isn\'t: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
      ],
    },
    "that embeds a resource and says nothing": {
      a: { type: "object", "x-kubernetes-embedded-resource": true },
      want: [
        ".properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields",
      ],
    },
    "with an unknown map type": {
      a: { type: "object", "x-kubernetes-map-type": "nope" },
      want: ['.x-kubernetes-map-type: Unsupported value: "nope": supported values: "atomic", "granular"'],
    },
    "a list type without a list": {
      a: { type: "string", "x-kubernetes-list-type": "set" },
      want: ['.type: Invalid value: "string": must be array if x-kubernetes-list-type is specified'],
    },
    "an unknown list type": {
      a: list("nope", { type: "string" }),
      want: ['.x-kubernetes-list-type: Unsupported value: "nope": supported values: "atomic", "set", "map"'],
    },
    "keys without a map": {
      a: list("set", { type: "string" }, keys),
      want: ['.x-kubernetes-list-type: Invalid value: "set": must be map if x-kubernetes-list-map-keys is non-empty'],
    },
    "a map of scalars without keys": {
      a: list("map", { type: "string" }),
      want: [
        ".x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map",
        '.items.type: Invalid value: "string": must be object if parent array\'s x-kubernetes-list-type is map',
      ],
    },
    "a map whose key may be absent": {
      a: list("map", item({ type: "string" }), keys),
      want: [
        ".items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
      ],
    },
    "a map whose key is no scalar and may be null": {
      a: list("map", item({ type: "object", nullable: true }, { required: ["k"] }), keys),
      want: [
        '.items.properties[k].type: Invalid value: "object": must be a scalar type if parent array\'s x-kubernetes-list-type is map',
        ".items.properties[k].nullable: Forbidden: this property is in x-kubernetes-list-map-keys, so it cannot be nullable",
      ],
    },
    "a map whose key is no property": {
      a: list("map", { type: "object" }, { "x-kubernetes-list-map-keys": ["nope"] }),
      want: ['.x-kubernetes-list-map-keys: Invalid value: ["nope"]: entries must all be names of item properties'],
    },
    "a set of objects": {
      a: list("set", { type: "object" }),
      want: [
        ".items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set",
      ],
    },
    "a set of lists": { a: list("set", { type: "array", items: { type: "string" } }), want: [] },
    "an empty rule": {
      a: rule({ rule: "" }),
      want: [".x-kubernetes-validations[0].rule: Required value: rule is not specified"],
    },
    "a message of two lines": {
      a: rule({ message: "a\nb" }),
      want: ['.x-kubernetes-validations[0].message: Invalid value: "a\\nb": must not contain line breaks'],
    },
    "an unknown reason": {
      a: rule({ reason: "Because" }),
      want: [
        '.x-kubernetes-validations[0].reason: Unsupported value: "Because": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"',
      ],
    },
    "a field path": { a: rule({ fieldPath: "['b']" }), want: [] },
    "a field path that leads nowhere": {
      a: rule({ fieldPath: ".b.c" }),
      want: ['.x-kubernetes-validations[0].fieldPath: Invalid value: ".b.c": must be a valid path'],
    },
    "structure in a branch": {
      a: { type: "object", anyOf: [{ type: "object", properties: { x: { minLength: 1, default: "y" } } }] },
      want: [
        ".anyOf[0].type: Forbidden: must be empty to be structural",
        ".properties[x]: Required value: because it is defined in spec.validation.openAPIV3Schema.properties[a].anyOf[0].properties[x]",
        ".anyOf[0].properties[x].default: Forbidden: must be undefined to be structural",
      ],
    },
    "a default of the wrong type": {
      a: { type: "integer", default: "x" },
      want: ['.default: Invalid value: "string":  in body must be of type integer: "string"'],
    },
    "a default with unknown fields": {
      a: { type: "object", properties: { b: { type: "string" } }, default: { c: 1 } },
      want: ['.default: Invalid value: {"c":1}: must not have unknown fields'],
    },
    "a default that is not allowed": {
      a: { type: "string", enum: ["x"], default: "y" },
      want: ['.default: Unsupported value: "y": supported values: "x"'],
    },
    "a default deep inside that is not allowed": {
      a: {
        type: "array",
        items: { type: "object", properties: { b: { type: "string", maxLength: 1, default: "xy" } } },
      },
      want: [".items.properties[b].default: Too long: may not be more than 1 byte"],
    },
    "a null as default": { a: { type: "string", default: null }, want: [] },
  };
  test.for(Object.entries(cases))("%s", ([, { a, want }], { expect }) => {
    const versions = [version({ properties: { a } })];
    expect(lines(definition({ versions }))).toEqual(want.map((line) => `${at}${line}`));
  });
});

describe("the schema of an object", () => {
  const cases: Record<string, { schema: JsonObject; want: readonly string[] }> = {
    "must be an object": {
      schema: { type: "string" },
      want: ['.type: Invalid value: "string": must be object at the root'],
    },
    "may restrict names only": {
      schema: { properties: { metadata: { type: "object", properties: { labels: { type: "object" } } } } },
      want: [
        ".properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified",
      ],
    },
    "must not have defaults in metadata": {
      schema: { properties: { metadata: { type: "object", default: {} } } },
      want: [".properties[metadata].default: Forbidden: must not be set in top-level metadata"],
    },
  };
  test.for(Object.entries(cases))("%s", ([, { schema, want }], { expect }) => {
    const found = lines(definition({ versions: [version(schema)] }));
    expect(found).toEqual(want.map((line) => `spec.validation.openAPIV3Schema${line}`));
  });

  test("is named by its version where versions differ", ({ expect }) => {
    const faulty = version({ properties: { a: {} } }, { name: "v2", storage: false });
    expect(lines(definition({ versions: [version({}), faulty] }))).toEqual([
      "spec.versions[1].schema.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields",
    ]);
  });

  test("goes to the rule compiler when it has no other fault", ({ expect }) => {
    const seen: string[] = [];
    const checkRules = (_schema: unknown, path: string) => (seen.push(path), []);
    checkDefinition(definition(), { checkRules });
    checkDefinition(definition({ versions: [version({ properties: { a: {} } })] }), { checkRules });
    expect(seen).toEqual(["spec.validation.openAPIV3Schema"]);
  });
});
