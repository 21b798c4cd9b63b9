import type { KubeObject, OwnerReference } from "@flux-ts/base";
import { parseGroupVersion } from "@flux-ts/base";
import type { Catalog } from "../resources/catalog.ts";
import type { ResourceName, SystemChange, SystemClient } from "../system/client.ts";
import { ignoreRefusals } from "../system/refusals.ts";

/** An object that refers to owners. */
interface Dependent {
  readonly resource: ResourceName;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly owners: readonly OwnerReference[];
}

const foreground = "foregroundDeletion";
const orphan = "orphan";

/**
 * Deletes objects whose owners are gone, and finishes deletions that concern dependents: an owner with the finalizer
 * `foregroundDeletion` goes after its blocking dependents, one with `orphan` after they were told that they have no owner.
 */
export function startGarbageCollector(client: SystemClient, catalog: Catalog): Disposable {
  return new GarbageCollector(client, catalog);
}

class GarbageCollector implements Disposable {
  readonly #client: SystemClient;
  readonly #catalog: Catalog;
  readonly #watches = new Map<string, Disposable>();
  readonly #catalogWatch: Disposable;
  /** Dependents by uid, and the uids of dependents by the uid of an owner. */
  readonly #dependents = new Map<string, Dependent>();
  readonly #byOwner = new Map<string, Set<string>>();

  constructor(client: SystemClient, catalog: Catalog) {
    this.#client = client;
    this.#catalog = catalog;
    this.#watchResources();
    this.#catalogWatch = catalog.onChange(() => this.#watchResources());
  }

  [Symbol.dispose](): void {
    this.#catalogWatch[Symbol.dispose]();
    for (const watch of this.#watches.values()) watch[Symbol.dispose]();
    this.#watches.clear();
  }

  /** Follows every resource that there is by now. */
  #watchResources(): void {
    const present = new Map<string, ResourceName>(
      this.#catalog
        .all()
        .filter(({ versions, storageVersion }) => versions.get(storageVersion)?.verbs.includes("delete"))
        .map(({ group, plural }) => [`${group}/${plural}`, { group, plural }] as const),
    );
    for (const [id, watch] of this.#watches) {
      if (present.has(id)) continue;
      watch[Symbol.dispose]();
      this.#watches.delete(id);
    }
    for (const [id, resource] of present) {
      if (this.#watches.has(id)) continue;
      this.#watches.set(
        id,
        this.#client.watch(resource, (change) => this.#see(resource, change)),
      );
    }
  }

  #see(resource: ResourceName, { before, after }: SystemChange): void {
    if (after === undefined) {
      if (before) this.#gone(before);
      return;
    }
    this.#remember(resource, after);
    this.#finishDeletion(resource, after);
    this.#collect(after.metadata.uid ?? "");
  }

  #remember(resource: ResourceName, { metadata }: KubeObject): void {
    const { uid = "", namespace = "", name, ownerReferences: owners = [] } = metadata;
    this.#forget(uid);
    if (owners.length === 0) return;
    this.#dependents.set(uid, { resource, namespace, name, uid, owners });
    for (const owner of owners) {
      const uids = this.#byOwner.get(owner.uid) ?? new Set();
      this.#byOwner.set(owner.uid, uids);
      uids.add(uid);
    }
  }

  #forget(uid: string): void {
    const known = this.#dependents.get(uid);
    if (known === undefined) return;
    this.#dependents.delete(uid);
    for (const owner of known.owners) {
      const uids = this.#byOwner.get(owner.uid);
      uids?.delete(uid);
      if (uids?.size === 0) this.#byOwner.delete(owner.uid);
    }
  }

  /** An object is gone: its dependents may go, too, and owners that waited for it may be done. */
  #gone({ metadata: { uid = "", namespace = "" } }: KubeObject): void {
    const owners = this.#dependents.get(uid)?.owners ?? [];
    this.#forget(uid);
    for (const dependent of this.#dependentsOf(uid)) this.#collect(dependent.uid);
    for (const owner of owners) {
      const found = this.#find(owner, namespace);
      if (found) this.#finishDeletion(found.resource, found.object);
    }
  }

  #dependentsOf(uid: string): readonly Dependent[] {
    return [...(this.#byOwner.get(uid) ?? [])].flatMap((id) => this.#dependents.get(id) ?? []);
  }

  /** Deletes a dependent that has no owner left, and drops references to owners that are gone from one that has. */
  #collect(uid: string): void {
    const dependent = this.#dependents.get(uid);
    if (dependent === undefined) return;
    const { resource, namespace, name } = dependent;
    const object = this.#client.get(resource, { namespace, name });
    if (object === undefined || object.metadata.deletionTimestamp !== undefined) return;
    // What is known of the dependent may be behind: it may have been told just now that it has no owner.
    const references = object.metadata.ownerReferences ?? [];
    if (references.length === 0 || references.some((owner) => !this.#isKnown(owner))) return;
    const owners = references.map((owner) => this.#find(owner, namespace)?.object);
    const solid = owners.filter((owner) => owner !== undefined && !isDeletedInForeground(owner));
    if (solid.length > 0) return;
    const waiting = owners.some((owner) => owner !== undefined);
    ignoreRefusals(() =>
      this.#client.delete(
        resource,
        { namespace, name },
        {
          uid,
          propagationPolicy: waiting ? "Foreground" : "Background",
        },
      ),
    );
  }

  /** Whether the kind of an owner is served: of what is not, nobody can say that it is gone. */
  #isKnown({ apiVersion, kind }: OwnerReference): boolean {
    return this.#catalog.ofKind(parseGroupVersion(apiVersion).group, kind) !== undefined;
  }

  /** The owner a reference names, if it exists with that very uid. Cluster-scoped owners may own anything. */
  #find(owner: OwnerReference, namespace: string): { resource: ResourceName; object: KubeObject } | undefined {
    const { group } = parseGroupVersion(owner.apiVersion);
    const found = this.#catalog.ofKind(group, owner.kind);
    if (found === undefined) return undefined;
    const resource = { group, plural: found.plural };
    const object = this.#client.get(resource, { namespace: found.namespaced ? namespace : "", name: owner.name });
    return object?.metadata.uid === owner.uid ? { resource, object } : undefined;
  }

  /** Takes the collector's finalizers off an object that is being deleted, once its dependents allow it. */
  #finishDeletion(resource: ResourceName, object: KubeObject): void {
    const { deletionTimestamp, finalizers = [], uid = "" } = object.metadata;
    if (deletionTimestamp === undefined) return;
    const dependents = this.#dependentsOf(uid);
    if (finalizers.includes(orphan)) {
      for (const dependent of dependents) this.#disown(dependent, uid);
      this.#release(resource, object, orphan);
    } else if (finalizers.includes(foreground)) {
      for (const dependent of dependents) this.#collect(dependent.uid);
      const blocked = dependents.some(
        ({ uid: id, owners }) =>
          this.#dependents.has(id) && owners.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true),
      );
      if (!blocked) this.#release(resource, object, foreground);
    }
  }

  #disown({ resource, namespace, name }: Dependent, ownerUid: string): void {
    const object = this.#client.get(resource, { namespace, name });
    if (object === undefined) return;
    const ownerReferences = (object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== ownerUid);
    const { ownerReferences: _, ...metadata } = object.metadata;
    const next = ownerReferences.length === 0 ? metadata : { ...metadata, ownerReferences };
    ignoreRefusals(() => this.#client.update(resource, { ...object, metadata: next }));
  }

  #release(resource: ResourceName, { metadata: { namespace = "", name } }: KubeObject, finalizer: string): void {
    const object = this.#client.get(resource, { namespace, name });
    if (object === undefined) return;
    const finalizers = (object.metadata.finalizers ?? []).filter((entry) => entry !== finalizer);
    ignoreRefusals(() => this.#client.update(resource, { ...object, metadata: { ...object.metadata, finalizers } }));
  }
}

function isDeletedInForeground({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(foreground);
}
