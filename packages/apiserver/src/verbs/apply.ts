import type { KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { fieldWrite, insertObject, withSystemFields } from "../registry/create.ts";
import { keyOf } from "../registry/registry.ts";
import { refuseOutdated, replaceObject } from "../registry/update.ts";
import { readYaml, typeField } from "../request/body.ts";
import type { ResourceContext } from "../request/context.ts";
import { parseWriteOptions } from "../request/write-options.ts";
import { apiVersionOf } from "../resources/resource.ts";
import { badRequest } from "../status/errors.ts";
import { checkPath } from "./decode.ts";
import type { VerbHandler } from "./verb.ts";
import { objectReply, writeTarget } from "./verb.ts";

/** Server-side apply. */
export const apply: VerbHandler = (registry, context, view) => {
  const options = parseWriteOptions(context.call, "PatchOptions", { apply: true });
  const { resource, version } = context.served;
  const target = writeTarget(context, options);
  const config = checkPath(context, configIn(context));
  const write = { ...fieldWrite(registry, target), force: options.force };
  const entry = registry.store.get(resource.table, keyOf(context.namespace, context.name));
  const live = entry && version.type.fromStored(entry.object);
  if (live && isBasedOnVersion(config)) refuseOutdated(target, config, live);
  const merged = registry.fields.apply(live, config, write);
  if (live === merged) return objectReply(view, 200, live);
  const typed = version.type.applyDefaults(version.type.decode(merged, "converter").object);
  if (entry) return objectReply(view, 200, replaceObject(registry, target, entry, typed));
  const created = withSystemFields(registry, target, withName(typed, context.name));
  return objectReply(view, 201, insertObject(registry, target, created));
};

/** Whether a configuration names the version or the object that it is meant for; mostly it does not. */
function isBasedOnVersion({ metadata: { resourceVersion = "", uid = "" } }: KubeObject): boolean {
  return resourceVersion !== "" || uid !== "";
}

function withName(object: KubeObject, name: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, name } };
}

function configIn({ call, served }: ResourceContext): KubeObject {
  const body = readYaml(call);
  if (!body.ok) throw badRequest(`error decoding YAML: error converting YAML to JSON: ${body.problem}`);
  if (!isJsonObject(body.value)) {
    const why = "json: cannot unmarshal array into Go value of type map[string]interface {}";
    throw badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${why}`);
  }
  const [apiVersion, kind] = [typeField(body.value, "apiVersion"), typeField(body.value, "kind")];
  if (apiVersion !== apiVersionOf(served) || kind !== served.resource.kind) {
    const named = apiVersion.includes("/") ? apiVersion : `/${apiVersion}`;
    throw badRequest(`invalid object type: ${named}, Kind=${kind}`);
  }
  return { metadata: {}, ...body.value } as unknown as KubeObject;
}
