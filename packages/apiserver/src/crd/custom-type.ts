import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { StructuralSchema, ValidationRules } from "@flux-ts/kube-schema";
import {
  applySchemaDefaults,
  compileStructuralSchema,
  customResourceType,
  decodeCustomResource,
  validateCustomResource,
} from "@flux-ts/kube-schema";
import type { DecodeResult, ObjectType, TypeProblem } from "../resources/object-type.ts";

interface CustomKind {
  readonly group: string;
  readonly version: string;
  readonly schema: JsonObject | undefined;
  /** Evaluates the CEL rules of one object; undefined when the server has no engine for them. */
  readonly rules: (() => ValidationRules) | undefined;
}

const anything: JsonObject = { "x-kubernetes-preserve-unknown-fields": true };

/** The type of one version of a custom resource, made of its structural schema. */
export function createCustomType(custom: CustomKind): ObjectType {
  const { group, version, rules } = custom;
  const apiVersion = `${group}/${version}`;
  const schema = compileStructuralSchema(custom.schema ?? anything);
  const shown = new WeakMap<KubeObject, KubeObject>();
  return {
    checkType: (given, name) => checkType(given, name, apiVersion),
    decode: (body) => decode(body, schema),
    applyDefaults: (object) => applySchemaDefaults(object, schema) as KubeObject,
    validate: (object, old) =>
      validateCustomResource(object, schema, { ...(old && { old }), ...(rules && { rules: rules() }) }),
    fromStored: (object) => {
      let known = shown.get(object);
      if (known === undefined) shown.set(object, (known = readStored(object, apiVersion, schema)));
      return known;
    },
    toStored: (object) => object,
    patchSchema: undefined,
    blank: undefined,
    fields: customResourceType(custom.schema),
    typedItems: true,
  };
}

/** Versions differ in nothing but their name; fields and defaults are those of the version that is asked for. */
function readStored(object: KubeObject, apiVersion: string, schema: StructuralSchema): KubeObject {
  const converted = object.apiVersion === apiVersion ? object : { ...object, apiVersion };
  const outcome = decodeCustomResource(converted, schema);
  // What cannot be read any more is shown as it is: hiding it would make it impossible to repair.
  return outcome.decoded ? (applySchemaDefaults(outcome.value, schema) as KubeObject) : converted;
}

function decode(body: JsonObject, schema: StructuralSchema): DecodeResult {
  const outcome = decodeCustomResource(body, schema);
  if (!outcome.decoded) return outcome;
  return { ...outcome, object: { metadata: {}, ...outcome.value } as unknown as KubeObject };
}

function checkType(given: string, name: string, apiVersion: string): TypeProblem | undefined {
  if (name === "") return { unrecognized: true, message: "Object 'Kind' is missing in '%s'" };
  if (given !== apiVersion) {
    const message = `the API version in the data (${given}) does not match the expected API version (${apiVersion})`;
    return { unrecognized: false, message };
  }
  return undefined;
}
