// What a write of a client looks like to policies and webhooks.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { WriteTarget } from "../../registry/registry.ts";
import { readBody } from "../../request/body.ts";
import type { Call } from "../../request/call.ts";
import type { ResourceContext } from "../../request/context.ts";
import type { AdmittedChange } from "../admission.ts";
import type { Attributes } from "./attributes.ts";
import { operationOf } from "./attributes.ts";
import { connectOptions } from "./connect.ts";

/** Describes one change that a request makes; it may make many. */
export type About = (target: WriteTarget, change: AdmittedChange) => Attributes;

export function describeWrites(context: ResourceContext, dryRun: boolean): About {
  const { projection, call } = context;
  const connects = connectOptions(context) !== undefined;
  const sent = connects || (call.method === "POST" && context.subresource !== "");
  const read = (object: KubeObject | undefined) => object && (projection?.read(object) ?? object);
  const options = connects ? null : optionsOf(call);
  return (target, change) => ({
    object: read(change.object),
    old: read(change.old),
    projection,
    sent,
    operation: connects ? "CONNECT" : operationOf(change),
    target: target.dryRun === dryRun ? target : { ...target, dryRun },
    name: nameOf(target, context, change),
    options,
  });
}

/** As the request names the object. Of many that are deleted at once, it names none. */
function nameOf(target: WriteTarget, { name, call }: ResourceContext, { object, old }: AdmittedChange): string {
  if (name !== "") return name;
  if (old !== undefined) return "";
  // A name that was generated is not the one of the request.
  return object?.metadata.generateName && isUnnamed(call) ? "" : (object?.metadata.name ?? target.name);
}

function isUnnamed(call: Call): boolean {
  const body = readBody(call);
  const metadata = body.ok && isJsonObject(body.value) ? body.value["metadata"] : undefined;
  return !isJsonObject(metadata) || !metadata["name"];
}

/** The options of a write as its client sent them. */
function optionsOf(call: Call): JsonObject {
  if (call.method === "DELETE" && call.body !== undefined) return optionsInBody(call);
  const { query } = call;
  const texts = ["fieldManager", "fieldValidation", "propagationPolicy"].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const grace = query.get("gracePeriodSeconds");
  return {
    ...(query.has("dryRun") && { dryRun: query.getAll("dryRun") }),
    ...(grace !== null && { gracePeriodSeconds: Number(grace) }),
    ...Object.fromEntries(texts),
  };
}

/** The options in the body of a deletion. */
export function optionsInBody(call: Call): JsonObject {
  const body = readBody(call);
  const value: JsonValue | undefined = body.ok ? body.value : undefined;
  if (!isJsonObject(value)) return {};
  const { kind: _kind, apiVersion: _apiVersion, ...options } = value;
  return options;
}
