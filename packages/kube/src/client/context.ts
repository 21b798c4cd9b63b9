import { isJsonObject, type JsonValue, type KubeObject } from "@flux-ts/base";
import type { Discovery } from "../discovery/discovery.ts";
import type { ApiResource } from "../discovery/resource.ts";
import { isNotFound, KubeError } from "../errors.ts";
import type { ObjectKey, Target } from "../target.ts";
import type { ApiRequest, ApiResponse } from "../transport.ts";
import type { Caller } from "./caller.ts";
import type { ClientDefaults } from "./client.ts";

/** What every operation of a client stands on. */
export interface ClientContext {
  readonly caller: Caller;
  readonly discovery: Discovery;
  readonly defaults: ClientDefaults;
}

/** Runs a request on the resource of a kind; a kind that turns out to be gone is looked up again the next time. */
export async function callOn(
  { caller, discovery }: ClientContext,
  target: Target | ObjectKey,
  request: (resource: ApiResource) => ApiRequest,
  signal?: AbortSignal,
): Promise<ApiResponse> {
  const resource = await discovery.resourceFor(target, signal && { signal });
  try {
    return await caller.call({ ...request(resource), ...(signal && { signal }) });
  } catch (error) {
    // The Status of a missing object names it; that of a missing path names nothing.
    if (isNotFound(error) && !error.status.details?.name) discovery.invalidate();
    throw error;
  }
}

/** The object in an answer, with the kind it was asked for where the server left it out. */
export function objectIn({ body }: ApiResponse, target: Target): KubeObject {
  if (!isJsonObject(body) || !isJsonObject(body["metadata"])) {
    throw new KubeError("bad-answer", `The server answered with something else than a ${target.kind}`);
  }
  return asKind(body as KubeObject, target);
}

/** Items of typed lists carry no kind, metadata-only reads carry another one. */
export function asKind(object: KubeObject, { apiVersion, kind }: Target): KubeObject {
  if (object.kind === kind && object.apiVersion === apiVersion) return object;
  if (object.kind !== undefined && object.kind !== "PartialObjectMetadata") return object;
  return { ...object, apiVersion, kind };
}

/** Kind and metadata alone, for servers that know no metadata-only answers. */
export function headerOf(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, metadata };
}

export function fieldOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
