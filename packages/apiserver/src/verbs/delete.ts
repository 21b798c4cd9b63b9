import type { JsonObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid, notSupported } from "@flux-ts/kube-schema";
import type { DeleteOptions, Propagation } from "../registry/delete.ts";
import { deleteObject, warnOfPropagation } from "../registry/delete.ts";
import type { WriteTarget } from "../registry/registry.ts";
import { readBody, typeField } from "../request/body.ts";
import type { ResourceContext } from "../request/context.ts";
import { goShape } from "../request/go-json.ts";
import { isTrue } from "../request/info.ts";
import { parseListOptions } from "../request/list-options.ts";
import { integerIn } from "../request/numbers.ts";
import { checkDryRun } from "../request/write-options.ts";
import { invalidObject } from "../status/invalid.ts";
import { badRequest, detailsOf } from "../status/errors.ts";
import { StatusError, successStatus } from "../status/status.ts";
import type { Entry } from "../storage/store.ts";
import { prefixOf, selectorOf } from "./list.ts";
import type { VerbHandler } from "./verb.ts";
import { objectReply, writeTarget } from "./verb.ts";

export const deleteOne: VerbHandler = (registry, context, view) => {
  const { dryRun, ...options } = parseDeleteOptions(context);
  const { resource } = context.served;
  const { object, gone } = deleteObject(registry, deleteTarget(context, dryRun), options);
  if (!gone || resource.strategy.returnsDeleted) return objectReply({ context, view }, 200, object);
  const details = detailsOf({ group: resource.group, resource: resource.plural }, context.name);
  const { uid } = object.metadata;
  const body = successStatus({ ...details, ...(uid !== undefined && { uid }) });
  return { kind: "value", status: 200, headers: {}, body };
};

export const deleteCollection: VerbHandler = (registry, context, view) => {
  const { dryRun, ...options } = parseDeleteOptions(context);
  const list = parseListOptions(context.call.query, false);
  const selector = selectorOf(context, list);
  const { resource, version } = context.served;
  warnOfPropagation(resource.strategy, options, context.warn);
  const entries = registry.store.list(resource.table, { prefix: prefixOf(context) }) as readonly Entry[];
  const objects = entries.map((entry) => version.type.fromStored(entry.object)).filter(selector.matches);
  for (const { metadata } of objects) {
    const target = { ...deleteTarget(context, dryRun), namespace: metadata.namespace ?? "", name: metadata.name };
    deleteUnlessGone(() => deleteObject(registry, target, options));
  }
  const { body, json } = view.list(objects, { resourceVersion: String(registry.store.revision) });
  return { kind: "value", status: 200, headers: {}, body, json };
};

function deleteUnlessGone(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof StatusError && error.reason === "NotFound")) throw error;
  }
}

function deleteTarget(context: ResourceContext, dryRun: boolean): WriteTarget {
  return writeTarget(context, { dryRun, fieldManager: "" });
}

/** Options come in the body, or in the query when there is no body. */
function parseDeleteOptions(context: ResourceContext): DeleteOptions & { readonly dryRun: boolean } {
  const options = optionsInBody(context) ?? optionsInQuery(context.call.query);
  const causes = checkOptions(options);
  if (causes.length > 0) throw invalidObject({ group: "meta.k8s.io", resource: "DeleteOptions" }, "", causes);
  return { ...options, dryRun: options.dryRun.length > 0 };
}

type RawOptions = DeleteOptions & { readonly dryRun: readonly string[] };

function optionsInQuery(query: URLSearchParams): RawOptions {
  return {
    gracePeriodSeconds: integerIn(query, "gracePeriodSeconds"),
    propagationPolicy: (query.get("propagationPolicy") ?? undefined) as Propagation | undefined,
    orphanDependents: query.has("orphanDependents") ? isTrue(query.get("orphanDependents")) : undefined,
    uid: undefined,
    resourceVersion: undefined,
    dryRun: query.getAll("dryRun"),
  };
}

function optionsInBody({ call, notes }: ResourceContext): RawOptions | undefined {
  if (call.body === undefined || (call.body instanceof Uint8Array && call.body.length === 0)) return undefined;
  const body = readBody(call);
  if (!body.ok) throw badRequest(`couldn't get version/kind; json parse error: ${body.problem}`);
  const value = isJsonObject(body.value) ? body.value : {};
  const kind = typeField(value, "kind");
  if (kind !== "" && kind !== "DeleteOptions") {
    const { version } = { version: typeField(value, "apiVersion") };
    throw badRequest(`no kind "${kind}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:111"`);
  }
  // As upstream notes them.
  notes.requested({ ...value, kind: "DeleteOptions", apiVersion: "meta.k8s.io/__internal" });
  return readOptions(value);
}

function readOptions(value: JsonObject): RawOptions {
  const grace = value["gracePeriodSeconds"] ?? undefined;
  if (grace !== undefined && typeof grace !== "number") {
    const message = `json: cannot unmarshal ${goShape(grace)} into Go struct field DeleteOptions.gracePeriodSeconds of type int64`;
    throw badRequest(message);
  }
  const preconditions = isJsonObject(value["preconditions"]) ? value["preconditions"] : {};
  const dryRun = value["dryRun"];
  return {
    gracePeriodSeconds: grace,
    propagationPolicy: (value["propagationPolicy"] ?? undefined) as Propagation | undefined,
    orphanDependents: (value["orphanDependents"] ?? undefined) as boolean | undefined,
    uid: (preconditions["uid"] ?? undefined) as string | undefined,
    resourceVersion: (preconditions["resourceVersion"] ?? undefined) as string | undefined,
    dryRun: Array.isArray(dryRun) ? (dryRun as readonly string[]) : [],
  };
}

const policies = ["Foreground", "Background", "Orphan"];

function checkOptions({ propagationPolicy, orphanDependents, dryRun }: RawOptions): readonly FieldCause[] {
  const field = "propagationPolicy";
  const causes: FieldCause[] = [];
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    causes.push(invalid(field, propagationPolicy, "orphanDependents and deletionPropagation cannot be both set"));
  }
  if (propagationPolicy !== undefined && !policies.includes(propagationPolicy)) {
    causes.push(notSupported(field, propagationPolicy, [...policies, "nil"]));
  }
  return [...causes, ...checkDryRun(dryRun)];
}
