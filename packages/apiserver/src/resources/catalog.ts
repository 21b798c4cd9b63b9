import type { Resource, ServedResource } from "./resource.ts";
import { tableOf } from "./resource.ts";

/** The resources the server has right now. Built-in ones stay; those of CRDs come and go. */
export interface Catalog {
  /** The resource at a path, or undefined when no such version of it is served. */
  find(group: string, version: string, plural: string): ServedResource | undefined;
  get(group: string, plural: string): Resource | undefined;
  /** Whether any resource is served in this version of a group. */
  hasGroupVersion(group: string, version: string): boolean;
  /** Whether a group is the server's own, whatever its versions. */
  isBuiltinGroup(group: string): boolean;
  /** The resource whose objects have this kind. */
  ofKind(group: string, kind: string): Resource | undefined;
  /** All resources: built-in ones in the order of the real server, then those of CRDs by group and plural. */
  all(): readonly Resource[];
  /** Adds a resource, or replaces the one of the same group and plural. */
  put(resource: Resource): void;
  remove(group: string, plural: string): void;
  /** Calls back after each change, for documents that are made from the catalog. */
  onChange(listener: () => void): Disposable;
}

export function createCatalog(builtin: readonly Resource[]): Catalog {
  const byTable = new Map(builtin.map((resource) => [tableOf(resource.group, resource.plural), resource]));
  const byKind = new Map(builtin.map((resource) => [tableOf(resource.group, resource.kind), resource]));
  const groups = new Set(builtin.map(({ group }) => group));
  const listeners = new Set<() => void>();
  let sorted: readonly Resource[] | undefined;
  const changed = () => {
    sorted = undefined;
    for (const listener of listeners) listener();
  };
  return {
    find: (group, version, plural) => {
      const resource = byTable.get(tableOf(group, plural));
      const served = resource?.versions.get(version);
      return resource && served && { resource, version: served };
    },
    get: (group, plural) => byTable.get(tableOf(group, plural)),
    hasGroupVersion: (group, version) =>
      [...byTable.values()].some((resource) => resource.group === group && resource.versions.has(version)),
    isBuiltinGroup: (group) => groups.has(group),
    ofKind: (group, kind) => byKind.get(tableOf(group, kind)),
    all: () => (sorted ??= [...builtin, ...customInOrder(byTable.values())]),
    put: (resource) => {
      const replaced = byTable.get(tableOf(resource.group, resource.plural));
      if (replaced) byKind.delete(tableOf(replaced.group, replaced.kind));
      byTable.set(tableOf(resource.group, resource.plural), resource);
      byKind.set(tableOf(resource.group, resource.kind), resource);
      changed();
    },
    remove: (group, plural) => {
      const resource = byTable.get(tableOf(group, plural));
      if (resource === undefined) return;
      byTable.delete(tableOf(group, plural));
      byKind.delete(tableOf(group, resource.kind));
      changed();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => listeners.delete(listener) };
    },
  };
}

function customInOrder(resources: Iterable<Resource>): readonly Resource[] {
  const custom = [...resources].filter((resource) => resource.definition !== undefined);
  return custom.sort((a, b) => (tableOf(a.group, a.plural) < tableOf(b.group, b.plural) ? -1 : 1));
}
