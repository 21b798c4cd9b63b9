import { type JsonObject, type JsonValue, type KubeObject, parseGroupVersion } from "@flux-ts/base";
import { keyOf, type ObjectKey, type Target } from "../target.ts";
import type { ApiRequest, ApiResponse } from "../transport.ts";
import { applyContentType } from "./caller.ts";
import type {
  ApplyOptions,
  DeleteOptions,
  EncodedObject,
  Patch,
  SubresourceWriteOptions,
  WriteOptions,
} from "./client.ts";
import { callOn, type ClientContext, objectIn } from "./context.ts";
import { pathOf, queryOf, requireNamespace } from "./place.ts";

const patchContentTypes: { readonly [type in Patch["type"]]: string } = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
};

export async function createObject<T extends KubeObject>(
  context: ClientContext,
  object: T,
  options: WriteOptions = {},
): Promise<T> {
  const key = { ...keyOf(object), name: undefined };
  const answer = await write(context, key, options, { method: "POST", body: object });
  return objectIn(answer, object) as T;
}

export async function updateObject<T extends KubeObject>(
  context: ClientContext,
  object: T,
  options: SubresourceWriteOptions = {},
): Promise<T> {
  const answer = await write(context, keyOf(object), options, { method: "PUT", body: object });
  return objectIn(answer, object) as T;
}

export async function patchObject<T extends KubeObject>(
  context: ClientContext,
  key: ObjectKey,
  { type, patch }: Patch,
  options: SubresourceWriteOptions = {},
): Promise<T> {
  const headers = { "content-type": patchContentTypes[type] };
  const answer = await write(context, key, options, { method: "PATCH", body: patch, headers });
  return objectIn(answer, key) as T;
}

export async function applyObject<T extends KubeObject>(
  context: ClientContext,
  object: KubeObject | EncodedObject,
  options: ApplyOptions = {},
): Promise<T> {
  const { force = false, fieldManager = context.defaults.fieldManager } = options;
  if (fieldManager === undefined) throw new TypeError("Server-side apply needs a field manager");
  const { key, body } = isEncoded(object)
    ? { key: object.key, body: object.json }
    : { key: keyOf(object), body: object };
  const headers = { "content-type": applyContentType };
  const answer = await write(context, key, options, { method: "PATCH", body, headers, query: queryOf({ force }) });
  return objectIn(answer, key) as T;
}

export async function deleteObject(
  context: ClientContext,
  key: ObjectKey,
  { signal, ...options }: DeleteOptions = {},
): Promise<void> {
  const { propagationPolicy, preconditions, gracePeriodSeconds, dryRun = false } = options;
  const body = {
    apiVersion: "v1",
    kind: "DeleteOptions",
    ...(propagationPolicy !== undefined && { propagationPolicy }),
    ...(preconditions && { preconditions: { ...preconditions } }),
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(dryRun && { dryRun: ["All"] }),
  };
  await callOn(
    context,
    key,
    (resource) => {
      requireNamespace(resource, key);
      return { method: "DELETE", path: pathOf(resource, key), body };
    },
    signal,
  );
  if (!dryRun) noteChange(context, key);
}

export async function createSubresourceOf<T extends JsonValue>(
  context: ClientContext,
  key: ObjectKey,
  subresource: string,
  { body, options = {} }: { readonly body: JsonObject; readonly options?: WriteOptions | undefined },
): Promise<T> {
  const answer = await write(context, key, { ...options, subresource }, { method: "POST", body });
  return answer.body as T;
}

type Place = Target & { readonly name?: string | undefined };

async function write(
  context: ClientContext,
  place: Place,
  options: SubresourceWriteOptions,
  request: Omit<ApiRequest, "path" | "signal">,
): Promise<ApiResponse> {
  const {
    subresource,
    fieldManager = context.defaults.fieldManager,
    fieldValidation,
    dryRun = false,
    signal,
  } = options;
  const query = queryOf({ fieldManager, fieldValidation, dryRun: dryRun && "All" });
  const answer = await callOn(
    context,
    place,
    (resource) => {
      requireNamespace(resource, place);
      return {
        ...request,
        path: pathOf(resource, { ...place, subresource }),
        query: [...(request.query ?? []), ...query],
      };
    },
    signal,
  );
  if (!dryRun) noteChange(context, place);
  return answer;
}

/** What the server offers changes with these kinds. */
function noteChange({ discovery }: ClientContext, { apiVersion, kind }: Target): void {
  const { group } = parseGroupVersion(apiVersion);
  const definesKinds =
    (group === "apiextensions.k8s.io" && kind === "CustomResourceDefinition") ||
    (group === "apiregistration.k8s.io" && kind === "APIService");
  if (definesKinds) discovery.invalidate();
}

function isEncoded(object: KubeObject | EncodedObject): object is EncodedObject {
  return "json" in object && object.json instanceof Uint8Array;
}
