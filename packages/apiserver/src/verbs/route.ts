import type { ResourceRequest } from "../request/info.ts";
import type { Catalog } from "../resources/catalog.ts";
import type { ServedResource } from "../resources/resource.ts";
import { badRequest, methodNotAllowed, notFound, unknownResource, verbNotSupported } from "../status/errors.ts";
import { create } from "./create.ts";
import { deleteCollection, deleteOne } from "./delete.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { patch } from "./patch.ts";
import { podVerbs } from "./pods/index.ts";
import { update } from "./update.ts";
import type { VerbHandler } from "./verb.ts";
import { watch } from "./watch.ts";

export interface Route {
  readonly served: ServedResource;
  readonly verb: VerbHandler;
}

const verbs: { readonly [verb: string]: VerbHandler } = {
  create,
  get,
  list,
  watch,
  update,
  patch,
  delete: deleteOne,
  deletecollection: deleteCollection,
};

/** Verbs that are about one object. */
const ofOne = new Set(["update", "patch"]);

/**
 * Finds who carries a request out; undefined when its group and version are not there at all.
 *
 * @throws StatusError (404, 405) when there is no such resource, or not with this verb.
 */
export function routeVerb(catalog: Catalog, request: ResourceRequest): Route | undefined {
  const { group, version, resource, subresource, namespace, name, verb } = request;
  const served = catalog.find(group, version, resource);
  if (served === undefined) {
    if (catalog.hasGroupVersion(group, version) || catalog.isBuiltinGroup(group)) throw unknownResource();
    return undefined;
  }
  const scoped = served.resource.namespaced;
  // The handler of custom resources does not mind a name.
  const custom = served.resource.definition !== undefined;
  if (name !== "" && subresource === "" && verb === "create" && !custom) throw refusal(served, verb);
  if (name === "" && ofOne.has(verb)) {
    if (served.resource.definition === undefined) throw methodNotAllowed();
    throw badRequest("name must be provided");
  }
  if (name !== "" && scoped && namespace === "") throw unknownResource();
  if (!scoped && namespace !== "" && !isNamespaceItself(request)) {
    if (served.resource.definition !== undefined) return undefined;
    throw unknownResource();
  }
  const handler = subresource === "" ? verbOf(served, request) : subresourceVerbOf(served, request);
  return { served, verb: podVerbOf(served, request) ?? handler };
}

function podVerbOf({ resource }: ServedResource, { subresource, verb }: ResourceRequest): VerbHandler | undefined {
  return podVerbs[subresource === "" ? resource.table : `${resource.table}/${subresource}`]?.[verb];
}

/** The path of a namespace names it twice. */
function isNamespaceItself({ group, resource, namespace, name }: ResourceRequest): boolean {
  return group === "" && resource === "namespaces" && namespace === name;
}

function verbOf(served: ServedResource, { verb }: ResourceRequest): VerbHandler {
  const handler = verbs[verb];
  const { verbs: offered } = served.version;
  if (handler !== undefined && (offered as readonly string[]).includes(verb)) return handler;
  throw refusal(served, verb);
}

function subresourceVerbOf(served: ServedResource, { verb, subresource, name }: ResourceRequest): VerbHandler {
  const offered = served.version.subresources.get(subresource);
  if (offered === undefined) throw noSubresource(served, name);
  const handler = verbs[verb];
  if (handler !== undefined && (offered.verbs as readonly string[]).includes(verb)) return handler;
  throw refusal(served, verb);
}

function noSubresource({ resource }: ServedResource, name: string) {
  return resource.definition === undefined
    ? unknownResource()
    : notFound({ group: resource.group, resource: resource.plural }, name);
}

/** Custom resources are served by other code upstream, which words it differently. */
function refusal({ resource }: ServedResource, verb: string) {
  if (resource.definition === undefined) return methodNotAllowed();
  return verbNotSupported({ group: resource.group, resource: resource.plural }, verb);
}
