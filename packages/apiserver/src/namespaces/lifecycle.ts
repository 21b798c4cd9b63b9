import type { KubeObject } from "@flux-ts/base";
import type { Catalog } from "../resources/catalog.ts";
import type { Resource } from "../resources/resource.ts";
import type { ResourceName, SystemClient } from "../system/client.ts";
import { ignoreRefusals } from "../system/refusals.ts";

const namespaces = { group: "", plural: "namespaces" } as const;

/** The finalizer by which a namespace stays until it is empty; it stands in `spec`, not in `metadata`. */
const emptying = "kubernetes";

/**
 * Empties namespaces that are being deleted, then lets them go. What has finalizers of its own is waited for: its end
 * is an event that brings the namespace back here.
 */
export function startNamespaceLifecycle(client: SystemClient, catalog: Catalog): Disposable {
  const lifecycle = new NamespaceLifecycle(client, catalog);
  const watch = client.watch(namespaces, ({ after }) => {
    if (after?.metadata.deletionTimestamp !== undefined) lifecycle.empty(after.metadata.name);
  });
  return {
    [Symbol.dispose]: () => {
      watch[Symbol.dispose]();
      lifecycle[Symbol.dispose]();
    },
  };
}

class NamespaceLifecycle implements Disposable {
  readonly #client: SystemClient;
  readonly #catalog: Catalog;
  /** Watches of the resources that still hold objects of a namespace that goes. */
  readonly #waiting = new Map<string, Disposable>();

  constructor(client: SystemClient, catalog: Catalog) {
    this.#client = client;
    this.#catalog = catalog;
  }

  [Symbol.dispose](): void {
    for (const watch of this.#waiting.values()) watch[Symbol.dispose]();
    this.#waiting.clear();
  }

  empty(namespace: string): void {
    const object = this.#client.get(namespaces, { namespace: "", name: namespace });
    if (object?.metadata.deletionTimestamp === undefined) return;
    const occupied = this.#deletableResources().filter((resource) => this.#deleteAll(resource, namespace) > 0);
    if (occupied.length === 0) this.#release(object);
    else for (const resource of occupied) this.#waitFor(resource, namespace);
  }

  #deletableResources(): readonly ResourceName[] {
    return this.#catalog.all().filter(isEmptied).map(nameOf);
  }

  /** Deletes what a resource has in a namespace; gives how many objects are left. */
  #deleteAll(resource: ResourceName, namespace: string): number {
    for (const { metadata } of this.#client.list(resource, namespace)) {
      if (metadata.deletionTimestamp !== undefined) continue;
      ignoreRefusals(() => this.#client.delete(resource, { namespace, name: metadata.name }));
    }
    return this.#client.list(resource, namespace).length;
  }

  #waitFor(resource: ResourceName, namespace: string): void {
    const id = `${namespace} ${resource.group}/${resource.plural}`;
    if (this.#waiting.has(id)) return;
    const watch = this.#client.watch(resource, ({ before, after }) => {
      if (after !== undefined || before?.metadata.namespace !== namespace) return;
      if (this.#client.list(resource, namespace).length > 0) return;
      this.#waiting.get(id)?.[Symbol.dispose]();
      this.#waiting.delete(id);
      this.empty(namespace);
    });
    this.#waiting.set(id, watch);
  }

  #release(object: KubeObject): void {
    const spec = (object["spec"] ?? {}) as { readonly finalizers?: readonly string[] };
    const finalizers = (spec.finalizers ?? []).filter((name) => name !== emptying);
    ignoreRefusals(() => this.#client.update(namespaces, { ...object, spec: { ...spec, finalizers } }, "finalize"));
  }
}

/** Whether objects of the resource lie in namespaces and can be deleted. */
function isEmptied({ namespaced, versions, storageVersion }: Resource): boolean {
  return namespaced && (versions.get(storageVersion)?.verbs.includes("delete") ?? false);
}

function nameOf({ group, plural }: Resource): ResourceName {
  return { group, plural };
}
