import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import types from "../../../data/internal-types.json" with { type: "json" };
import { metadataInOrder, selectorInOrder } from "./metadata-order.ts";

/** One of upstream's own types that messages print. */
export type InternalType =
  | "EphemeralContainer"
  | "PodResourceClaim"
  | "SeccompProfile"
  | "SecurityContext"
  | "PodSpec"
  | "PodTemplateSpec"
  | "PersistentVolumeSource"
  | "PersistentVolumeClaimSpec"
  | "VolumeNodeAffinity";

/**
 * A value of the API as upstream's own types print it: every field there is, in their order and by their names. Upstream
 * converts before it looks for errors, so its messages show values in this form.
 */
export function internalForm(type: InternalType, value: JsonObject): JsonValue {
  return structOf(type, value);
}

function structOf(type: string, value: JsonObject): JsonObject {
  const source = type === "PodSpec" ? withHostFlags(value) : value;
  const byLowerCase = new Map(Object.keys(source).map((key) => [key.toLowerCase(), key]));
  const form: JsonObjectDraft = {};
  for (const field of fieldsOf(type)) {
    if (field.name === "") Object.assign(form, embedded(field.kind, source));
    else form[field.name] = valueOf(field.kind, source[byLowerCase.get(spelling(field.name)) ?? ""]);
  }
  return form;
}

interface InternalField {
  /** `""` when the fields of the type stand in the object itself. */
  readonly name: string;
  readonly kind: string;
}

const known = new Map<string, readonly InternalField[]>();

function fieldsOf(type: string): readonly InternalField[] {
  let fields = known.get(type);
  if (fields === undefined) {
    const text = getOwn(types as { readonly [type: string]: string }, type) ?? "";
    fields = text === "" ? [] : text.split(" ").map(readField);
    known.set(type, fields);
  }
  return fields;
}

function readField(text: string): InternalField {
  if (text.startsWith("+")) return { name: "", kind: text.slice(1) };
  const colon = text.indexOf(":");
  return { name: text.slice(0, colon), kind: text.slice(colon + 1) };
}

/** Fields that the API calls otherwise. */
const renamed: { readonly [name: string]: string } = {
  DataDiskURI: "diskuri",
  EndpointsName: "endpoints",
  RBDMonitors: "monitors",
  RBDImage: "image",
  RBDPool: "pool",
  RadosUser: "user",
};

function spelling(name: string): string {
  return renamed[name] ?? name.toLowerCase();
}

function embedded(kind: string, source: JsonObject): JsonObject {
  if (kind !== "raw") return structOf(kind, source);
  return isJsonObject(source["metadata"]) ? metadataInOrder(source["metadata"]) : {};
}

const zeros: { readonly [kind: string]: JsonValue } = {
  string: "",
  number: 0,
  boolean: false,
  time: null,
  amount: "0",
  port: 0,
};

function valueOf(kind: string, value: JsonValue | undefined): JsonValue {
  if (kind.startsWith("*")) return value === undefined || value === null ? null : valueOf(kind.slice(1), value);
  if (kind.startsWith("[]")) {
    if (!Array.isArray(value)) return null;
    return (value as readonly JsonValue[]).map((item) => valueOf(kind.slice(2), item));
  }
  if (kind.startsWith("map:")) {
    if (!isJsonObject(value)) return null;
    const keys = Object.keys(value).toSorted();
    return Object.fromEntries<JsonValue>(keys.map((key) => [key, valueOf(kind.slice(4), value[key])]));
  }
  if (kind === "raw") return isJsonObject(value) ? selectorInOrder(value) : (value ?? null);
  const zero = zeros[kind];
  if (zero !== undefined) return value ?? zero;
  return structOf(kind, isJsonObject(value) ? value : {});
}

const hostFlags = ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "hostUsers"];

/** What a pod shares with its host stands among the security settings there. */
function withHostFlags(spec: JsonObject): JsonObject {
  const context = isJsonObject(spec["securityContext"]) ? spec["securityContext"] : {};
  const flags = hostFlags.flatMap((name): readonly (readonly [string, JsonValue])[] => {
    const value = spec[name];
    return value === undefined ? [] : [[name, value]];
  });
  const given = spec["securityContext"] !== undefined || flags.length > 0;
  return given ? { ...spec, securityContext: { ...context, ...Object.fromEntries<JsonValue>(flags) } } : spec;
}
