import type { KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { invalid } from "@flux-ts/kube-schema";
import { admitUpdate } from "../admission/admission.ts";
import { admitCreate, fieldWrite, insertObject, withSystemFields } from "../registry/create.ts";
import { withMeta } from "../registry/meta.ts";
import type { WriteTarget } from "../registry/registry.ts";
import { keyOf } from "../registry/registry.ts";
import { refuseOutdated, replaceObject } from "../registry/update.ts";
import { readYaml, typeField } from "../request/body.ts";
import type { ResourceContext } from "../request/context.ts";
import type { WriteOptions } from "../request/write-options.ts";
import { parseWriteOptions } from "../request/write-options.ts";
import { apiVersionOf } from "../resources/resource.ts";
import { invalidObject } from "../status/invalid.ts";
import { badRequest, notFound } from "../status/errors.ts";
import { StatusError } from "../status/status.ts";
import { goShape } from "../request/go-json.ts";
import { checkPath } from "./decode.ts";
import { lineOf } from "./field-validation.ts";
import type { VerbHandler } from "./verb.ts";
import { bodyType, objectReply, writeTarget } from "./verb.ts";

/** Server-side apply. */
export const apply: VerbHandler = (registry, context, view) => {
  const options = parseWriteOptions(context.call, "PatchOptions", { apply: true });
  const { resource, version } = context.served;
  const target = writeTarget(context, options);
  const config = inResource(context, checkPath(context, configIn(context, options)));
  const write = { ...fieldWrite(registry, target), force: options.force };
  const entry = registry.store.get(resource.table, keyOf(context.namespace, context.name));
  const live = entry && version.type.fromStored(entry.object);
  if (live && config.metadata.resourceVersion) refuseOutdated(target, config, live);
  const merged = registry.fields.apply(live, config, write);
  if (live === merged) return objectReply({ context, view }, 200, live);
  const typed = version.type.applyDefaults(readMerged(context, merged), "kept");
  if (entry && live) {
    const admitted = admitUpdate(registry, target, typed, live);
    return objectReply({ context, view }, 200, replaceObject(registry, target, entry, admitted));
  }
  if (context.subresource !== "") throw notFound({ group: resource.group, resource: resource.plural }, context.name);
  refuseNewUid(target, typed);
  const created = withSystemFields(registry, target, withName(typed, context.name));
  return objectReply({ context, view }, 201, insertObject(registry, target, admitCreate(registry, target, created)));
};

function withName(object: KubeObject, name: string): KubeObject {
  return withMeta(object, { name, resourceVersion: undefined });
}

/** What is applied to a projection is applied to the fields behind it. */
function inResource({ served, projection }: ResourceContext, config: KubeObject): KubeObject {
  if (projection === undefined) return config;
  if (served.resource.definition !== undefined) throw unconverted(config);
  const empty = { apiVersion: apiVersionOf(served), kind: served.resource.kind, metadata: config.metadata };
  return projection.write(empty, config);
}

/** Upstream cannot apply the scale of custom resources. */
function unconverted({ apiVersion, kind, metadata }: KubeObject): StatusError {
  const what = `${metadata.namespace ?? ""}/${metadata.name}; ${apiVersion}, Kind=${kind}`;
  const why = `request to convert CR to an invalid group/version: ${apiVersion}`;
  const message = `failed to convert new object (${what}) to proper version: ${why}`;
  return new StatusError({ code: 500, reason: "", message });
}

/** @throws StatusError (500) when the result is no object of the kind. */
function readMerged({ served }: ResourceContext, merged: KubeObject): KubeObject {
  const outcome = served.version.type.decode(merged, "converter");
  if (!outcome.decoded) throw new StatusError({ code: 500, reason: "", message: outcome.message });
  return outcome.object;
}

/** A new object has no uid that it could be meant for. */
function refuseNewUid({ served }: WriteTarget, { metadata }: KubeObject): void {
  if (!metadata.uid) return;
  const cause = invalid("metadata.uid", metadata.uid, "field is immutable");
  throw invalidObject({ group: served.resource.group, resource: served.resource.kind }, metadata.name, [cause, cause]);
}

function configIn(context: ResourceContext, { fieldValidation }: WriteOptions): KubeObject {
  const body = readYaml(context.call);
  if (!body.ok) throw badRequest(`error decoding YAML: error converting YAML to JSON: ${body.problem}`);
  const [doubled] = fieldValidation === "Ignore" ? [] : body.duplicates();
  if (doubled !== undefined && fieldValidation === "Warn") context.warn(lineOf(doubled));
  else if (doubled !== undefined) {
    throw badRequest(`error strict decoding YAML: error converting YAML to JSON: ${doubled}`);
  }
  const value = body.value ?? {};
  if (!isJsonObject(value)) {
    const why = `json: cannot unmarshal ${goShape(value)} into Go value of type map[string]interface {}`;
    throw badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${why}`);
  }
  const [apiVersion, kind] = [typeField(value, "apiVersion"), typeField(value, "kind")];
  const wanted = bodyType(context);
  if (apiVersion !== wanted.apiVersion || kind !== wanted.kind) {
    const named = apiVersion.includes("/") ? apiVersion : `/${apiVersion}`;
    throw badRequest(`invalid object type: ${named}, Kind=${kind}`);
  }
  context.notes.requested(value);
  const object = { metadata: {}, ...value } as unknown as KubeObject;
  if (!object.metadata.name) {
    throw badRequest(`the name of the object (${context.name} based on URL) was undeterminable: name must be provided`);
  }
  return object;
}
