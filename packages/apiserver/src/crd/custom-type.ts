import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { StructuralSchema, ValidationRules } from "@flux-ts/kube-schema";
import {
  applySchemaDefaults,
  compileStructuralSchema,
  customResourceType,
  decodeCustomResource,
  invalid,
  validateCustomResource,
} from "@flux-ts/kube-schema";
import type { DecodeResult, ObjectType, TypeProblem } from "../resources/object-type.ts";

interface CustomKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly schema: JsonObject | undefined;
  /** The type of the version objects are stored in; undefined when it is this one. */
  readonly storage: ObjectType | undefined;
  /** Evaluates the CEL rules of one object. */
  readonly rules: () => ValidationRules;
}

const anything: JsonObject = { "x-kubernetes-preserve-unknown-fields": true };

/** The type of one version of a custom resource, made of its structural schema. */
export function createCustomType(custom: CustomKind): ObjectType {
  const { group, version, kind, rules, storage } = custom;
  const apiVersion = `${group}/${version}`;
  const schema = compileStructuralSchema(custom.schema ?? anything);
  const shown = new WeakMap<KubeObject, KubeObject>();
  return {
    checkType: (given, name) => checkType(given, name, apiVersion),
    decode: (body) => decode(body, schema),
    applyDefaults: (object, nulls) => applySchemaDefaults(object, schema, nulls) as KubeObject,
    validate: (object, old, part) => {
      if (object.kind !== kind) return { causes: [invalid("kind", object.kind, `must be ${kind}`)], warnings: [] };
      return validateCustomResource(object, schema, { ...(old && { old }), rules: rules(), part });
    },
    fromStored: (object) => {
      let known = shown.get(object);
      if (known === undefined) shown.set(object, (known = readStored(object, apiVersion, schema, storage)));
      return known;
    },
    toStored: (object) => {
      const stored = storage?.toStored(object) ?? object;
      return storage === undefined && stored.apiVersion !== apiVersion ? { ...stored, apiVersion } : stored;
    },
    patchSchema: undefined,
    blank: undefined,
    fields: customResourceType(custom.schema),
    typedItems: true,
  };
}

/**
 * What is stored is read by the schema of its own version, with that one's defaults; other versions differ in their
 * name and in the fields they know.
 */
function readStored(object: KubeObject, apiVersion: string, schema: StructuralSchema, storage: ObjectType | undefined) {
  if (storage !== undefined) return prune({ ...storage.fromStored(object), apiVersion }, schema);
  const own = object.apiVersion === apiVersion ? object : { ...object, apiVersion };
  return applySchemaDefaults(prune(own, schema), schema) as KubeObject;
}

function prune(object: KubeObject, schema: StructuralSchema): KubeObject {
  const outcome = decodeCustomResource(object, schema);
  // What cannot be read any more is shown as it is: hiding it would make it impossible to repair.
  return outcome.decoded ? (outcome.value as KubeObject) : object;
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
