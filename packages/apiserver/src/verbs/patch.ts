import type { JsonArray, JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import {
  PatchError,
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  formatGoValue,
  invalid,
} from "@flux-ts/kube-schema";
import type { PatchSchema } from "@flux-ts/kube-schema";
import { keyOf } from "../registry/registry.ts";
import { updateObject } from "../registry/update.ts";
import type { Body } from "../request/body.ts";
import { mediaTypeOf, readJson, typeField } from "../request/body.ts";
import type { ResourceContext } from "../request/context.ts";
import { goShape } from "../request/go-json.ts";
import { parseWriteOptions } from "../request/write-options.ts";
import type { Decoded } from "../resources/object-type.ts";
import { invalidObject } from "../status/invalid.ts";
import { badRequest, notFound, unsupportedMediaType, requestTooLarge } from "../status/errors.ts";
import { StatusError } from "../status/status.ts";
import { apply } from "./apply.ts";
import { checkPath, decodeAs } from "./decode.ts";
import { reportFields } from "./field-validation.ts";
import { patchedText } from "./patched-text.ts";
import type { VerbHandler } from "./verb.ts";
import { bodyType, objectReply, writeTarget } from "./verb.ts";

const jsonPatch = "application/json-patch+json";
const mergePatch = "application/merge-patch+json";
const strategicMergePatch = "application/strategic-merge-patch+json";
const applyPatch = "application/apply-patch+yaml";

export const patch: VerbHandler = (registry, context, view) => {
  const { resource, version } = context.served;
  const mediaType = mediaTypeOf(context.call);
  if (mediaType === applyPatch) return apply(registry, context, view);
  const format = formatOf(mediaType, context, version.type.patchSchema);
  const options = parseWriteOptions(context.call, "PatchOptions");
  const entry = registry.store.get(resource.table, keyOf(context.namespace, context.name));
  if (entry === undefined) throw notFound({ group: resource.group, resource: resource.plural }, context.name);
  const updated = updateObject(registry, writeTarget(context, options), entry, (current) => {
    const { projection } = context;
    const before = projection?.read(current, "change") ?? current;
    const patched = format.apply(before);
    const { object, unknownFields } = readPatched(context, format, { patched, before });
    reportFields({ validation: options.fieldValidation, object, unknownFields, duplicates: [], warn: context.warn });
    return projection?.write(current, object) ?? object;
  });
  return objectReply({ context, view }, 200, updated);
};

/** @throws StatusError (422) when the patch made something that is no object of the kind. */
function readPatched(context: ResourceContext, { shown, decoder }: PatchFormat, step: PatchStep): Decoded {
  const { type } = bodyType(context);
  const { patched } = step;
  const refused = (why: string) => invalidObject({ group: "", resource: "" }, "", [invalid("patch", shown(step), why)]);
  const problem = type.checkType(typeField(patched, "apiVersion"), typeField(patched, "kind"), patched);
  if (problem) throw refused(problem.message);
  const decoded = decodeAs(context, patched, { refused, decoder });
  if (!decoded.object.metadata.name) {
    throw badRequest(`the name of the object (${context.name} based on URL) was undeterminable: name must be provided`);
  }
  return { ...decoded, object: checkPath(context, decoded.object) };
}

interface PatchStep {
  readonly patched: JsonObject;
  readonly before: KubeObject;
}

interface PatchFormat {
  readonly apply: (current: KubeObject) => JsonObject;
  /** What the real server shows when the result is no object of the kind. */
  readonly shown: (step: PatchStep) => string;
  /** Which of upstream's readers reads the result. */
  readonly decoder: "json" | "converter";
}

function formatOf(mediaType: string, context: ResourceContext, schema: PatchSchema | undefined): PatchFormat {
  switch (mediaType) {
    case jsonPatch:
      return { shown: shownWhole, decoder: "json", apply: (current) => applyJson(current, context) };
    case mergePatch:
      return { shown: shownWhole, decoder: "json", apply: (current) => applyMerge(current, context) };
    case strategicMergePatch:
      if (schema === undefined) break;
      return {
        shown: () => shownPatch(context),
        decoder: "converter",
        apply: (current) => applyStrategic(current, context, schema),
      };
    default:
  }
  const accepted = [jsonPatch, mergePatch, applyPatch];
  if (schema !== undefined) {
    throw new StatusError({
      code: 415,
      reason: "UnsupportedMediaType",
      message: "415: Unsupported Media Type",
      details: {},
    });
  }
  throw unsupportedMediaType(accepted);
}

function shownWhole({ patched, before }: PatchStep): string {
  return patchedText(patched, before);
}

/** Of a strategic merge patch, the patch itself is shown. */
function shownPatch({ call }: ResourceContext): string {
  const body = readJson(call);
  return body.ok ? formatGoValue(body.value) : "";
}

/** As upstream: operations of a JSON patch, and bytes that its copies may add. */
const mostOperations = 10_000;
const mostCopied = 3 * 1024 * 1024;

function patchIn({ call, notes }: ResourceContext): Body {
  const body = readJson(call);
  if (body.ok) notes.requested(body.value);
  return body;
}

function applyJson(current: KubeObject, context: ResourceContext): JsonObject {
  const body = patchIn(context);
  if (!body.ok) throw badRequest(`error decoding patch: ${body.problem}`);
  const { value } = body;
  if (!Array.isArray(value)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${goShape(value)} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (value.length > mostOperations) {
    const allowed = `The allowed maximum operations in a JSON patch is ${mostOperations}, got ${value.length}`;
    throw requestTooLarge(`Request entity too large: ${allowed}`);
  }
  return attempt(
    () => applyJsonPatch(current, value as JsonArray, { copyLimit: mostCopied }) as JsonObject,
    () => rejectedPatch,
  );
}

function applyMerge(current: KubeObject, context: ResourceContext): JsonObject {
  const body = patchIn(context);
  if (!body.ok) throw badRequest(`error decoding patch: ${body.problem}`);
  if (body.value === null) throw badRequest("Invalid JSON Patch");
  if (!isJsonObject(body.value)) throw badRequest(`error decoding patch: ${notAnObject(body.value)}`);
  return applyMergePatch(current, body.value) as JsonObject;
}

function applyStrategic(current: KubeObject, context: ResourceContext, schema: PatchSchema): JsonObject {
  const body = patchIn(context);
  if (!body.ok) throw badRequest(body.problem);
  const { value } = body;
  if (!isJsonObject(value)) throw badRequest(notAnObject(value));
  return attempt(
    () => applyStrategicMergePatch(current, value, schema),
    ({ message }) => new StatusError({ code: 500, reason: "", message }),
  );
}

function notAnObject(value: JsonValue): string {
  return `json: cannot unmarshal ${goShape(value)} into Go value of type map[string]interface {}`;
}

const rejectedPatch = new StatusError({
  code: 422,
  reason: "Invalid",
  message: "the server rejected our request due to an error in our request",
  details: {},
});

function attempt(run: () => JsonObject, failure: (error: PatchError) => StatusError): JsonObject {
  try {
    return run();
  } catch (error) {
    if (error instanceof PatchError) throw failure(error);
    throw error;
  }
}
