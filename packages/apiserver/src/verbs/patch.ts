import type { JsonArray, JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { applyJsonPatch, applyMergePatch, applyStrategicMergePatch, PatchError } from "@flux-ts/kube-schema";
import type { PatchSchema } from "@flux-ts/kube-schema";
import { keyOf } from "../registry/registry.ts";
import { updateObject } from "../registry/update.ts";
import { mediaTypeOf, readJson } from "../request/body.ts";
import type { ResourceContext } from "../request/context.ts";
import { parseWriteOptions } from "../request/write-options.ts";
import { badRequest, notFound, unsupportedMediaType } from "../status/errors.ts";
import { apply } from "./apply.ts";
import { decodeAs } from "./decode.ts";
import { reportFields } from "./field-validation.ts";
import { patchFailure } from "./patch-failure.ts";
import type { VerbHandler } from "./verb.ts";
import { objectReply, writeTarget } from "./verb.ts";

const jsonPatch = "application/json-patch+json";
const mergePatch = "application/merge-patch+json";
const strategicMergePatch = "application/strategic-merge-patch+json";
const applyPatch = "application/apply-patch+yaml";

export const patch: VerbHandler = (registry, context, view) => {
  const { resource, version } = context.served;
  const mediaType = mediaTypeOf(context.call);
  if (mediaType === applyPatch) return apply(registry, context, view);
  const change = changeOf(mediaType, context, version.type.patchSchema);
  const options = parseWriteOptions(context.call, "PatchOptions");
  const entry = registry.store.get(resource.table, keyOf(context.namespace, context.name));
  if (entry === undefined) throw notFound({ group: resource.group, resource: resource.plural }, context.name);
  const updated = updateObject(registry, writeTarget(context, options), entry, (current) => {
    const patched = change(current);
    const { object, unknownFields } = decodeAs(context, patched);
    reportFields({ validation: options.fieldValidation, object, unknownFields, duplicates: [], warn: context.warn });
    return object;
  });
  return objectReply(view, 200, updated);
};

type Change = (current: KubeObject) => JsonObject;

function changeOf(mediaType: string, context: ResourceContext, schema: PatchSchema | undefined): Change {
  switch (mediaType) {
    case jsonPatch:
      return (current) => patched(context, () => applyJsonPatch(current, jsonPatchIn(context)) as JsonObject);
    case mergePatch:
      return (current) => patched(context, () => applyMergePatch(current, objectPatchIn(context)) as JsonObject);
    case strategicMergePatch:
      if (schema === undefined) break;
      return (current) =>
        patched(context, () => applyStrategicMergePatch(current, objectPatchIn(context), schema));
    default:
  }
  const accepted = [jsonPatch, mergePatch, ...(schema ? [strategicMergePatch] : []), applyPatch];
  throw unsupportedMediaType([...accepted, "application/apply-patch+cbor"]);
}

function patched(context: ResourceContext, run: () => JsonObject): JsonObject {
  try {
    return run();
  } catch (error) {
    if (error instanceof PatchError) throw patchFailure(error, context);
    throw error;
  }
}

function patchValueIn({ call }: ResourceContext): JsonValue {
  const body = readJson(call);
  if (!body.ok) throw badRequest(`error decoding patch: ${body.problem}`);
  return body.value;
}

function jsonPatchIn(context: ResourceContext): JsonArray {
  const value = patchValueIn(context);
  if (Array.isArray(value)) return value as JsonArray;
  throw badRequest(
    `error decoding patch: json: cannot unmarshal ${goShape(value)} into Go value of type []handlers.jsonPatchOp`,
  );
}

function objectPatchIn(context: ResourceContext): JsonObject {
  const value = patchValueIn(context);
  if (isJsonObject(value)) return value;
  throw badRequest(
    `error decoding patch: json: cannot unmarshal ${goShape(value)} into Go value of type map[string]interface {}`,
  );
}

/** What Go calls a JSON value. */
export function goShape(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value === "bigint" ? "number" : typeof value;
}
