import type { KubeObject } from "@flux-ts/base";
import { createObject } from "../registry/create.ts";
import { deleteObject, plainDelete } from "../registry/delete.ts";
import type { Registry, WriteTarget } from "../registry/registry.ts";
import { keyOf, readObject } from "../registry/registry.ts";
import { updateObject } from "../registry/update.ts";
import type { User } from "../request/user.ts";
import type { ServedResource } from "../resources/resource.ts";
import { notFound, unknownResource } from "../status/errors.ts";
import type { Entry } from "../storage/store.ts";
import type { ObjectName, ResourceName, SystemChange, SystemClient } from "./client.ts";

/** A system client whose writes carry a name: as the user's and as the field manager's. */
export function createSystemClient(registry: Registry, name: string): SystemClient {
  const user: User = { name: `system:${name}`, groups: ["system:masters", "system:authenticated"] };
  const target = (resource: ResourceName, object: ObjectName, subresource = ""): WriteTarget => ({
    served: servedBy(registry, resource),
    ...object,
    subresource,
    user,
    dryRun: false,
    manager: name,
    warn: () => {},
  });
  return {
    get: (resource, object) => readObject(registry, servedBy(registry, resource), keyOf(object.namespace, object.name)),
    list: (resource, namespace = "") => listObjects(registry, servedBy(registry, resource), namespace),
    watch: (resource, listener) => watchObjects(registry, servedBy(registry, resource), listener),
    create: (resource, object) => {
      const into = target(resource, { namespace: object.metadata.namespace ?? "", name: "" });
      return createObject(registry, into, into.served.version.type.applyDefaults(object));
    },
    update: (resource, object, subresource) => {
      const { namespace = "", name: objectName } = object.metadata;
      const into = target(resource, { namespace, name: objectName }, subresource);
      const entry = registry.store.get(into.served.resource.table, keyOf(namespace, objectName));
      if (entry === undefined) throw notFound({ group: resource.group, resource: resource.plural }, objectName);
      return updateObject(registry, into, entry, () => object);
    },
    delete: (resource, object, options = {}) => {
      deleteObject(registry, target(resource, object), { ...plainDelete, ...options });
    },
  };
}

function servedBy({ catalog }: Registry, { group, plural, version }: ResourceName): ServedResource {
  const resource = catalog.get(group, plural);
  const served = resource?.versions.get(version ?? resource.storageVersion);
  if (resource === undefined || served === undefined) throw unknownResource();
  return { resource, version: served };
}

function listObjects({ store }: Registry, { resource, version }: ServedResource, namespace: string) {
  const prefix = namespace === "" ? "" : `${namespace}/`;
  const entries = store.list(resource.table, { prefix }) as readonly Entry[];
  return entries.map((entry) => version.type.fromStored(entry.object));
}

/** A controller that fails on one object goes on with the next. */
function attempt({ log }: Registry, run: () => void): void {
  try {
    run();
  } catch (error) {
    log.error("controller failed", error);
  }
}

/** Changes are handed on after the write that made them is over, in their order. */
function watchObjects(
  registry: Registry,
  served: ServedResource,
  listener: (change: SystemChange) => void,
): Disposable {
  const { table } = served.resource;
  const { fromStored } = served.version.type;
  const shown = (entry: Entry | undefined): KubeObject | undefined => entry && fromStored(entry.object);
  const waiting: SystemChange[] = listObjects(registry, served, "").map((after) => ({ before: undefined, after }));
  const stop = new AbortController();
  let scheduled = false;
  const deliverTo = (change: SystemChange) => attempt(registry, () => listener(change));
  const deliver = () => {
    scheduled = false;
    for (let change = waiting.shift(); change !== undefined && !stop.signal.aborted; change = waiting.shift()) {
      deliverTo(change);
    }
  };
  const schedule = () => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(deliver);
  };
  const subscription = registry.store.onChange(table, ({ before, after }) => {
    waiting.push({ before: shown(before), after: shown(after) });
    schedule();
  });
  schedule();
  return {
    [Symbol.dispose]: () => {
      stop.abort();
      subscription[Symbol.dispose]();
    },
  };
}
