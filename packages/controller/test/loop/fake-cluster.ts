import { cloneJson } from "@flux-ts/base";
import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { ControllerClient, WatchSource } from "@flux-ts/controller";
import { ApiError } from "@flux-ts/kube";
import type { Informer, ObjectKey, Patch, WatchEvent } from "@flux-ts/kube";
import { applyMergePatch } from "@flux-ts/kube-schema";

/** A write of the loop, as the server sees it. */
export interface Write {
  readonly name: string;
  readonly subresource?: "status";
  readonly fieldManager: string | undefined;
  readonly patch: JsonObject;
}

type Handler = (event: WatchEvent) => void;

/** Objects by kind and name, with what the loop needs of the API: merge patches, watches, generations, finalizers. */
export class FakeCluster {
  readonly writes: Write[] = [];
  readonly #objects = new Map<string, KubeObject>();
  readonly #handlers = new Map<string, Set<Handler>>();
  readonly #missing = new Set<string>();
  #failures: Error[] = [];
  #version = 0;
  /** Events that watches have not told yet; undefined while they tell at once. */
  #held: (() => void)[] | undefined;

  readonly client: ControllerClient = {
    patch: async <T extends KubeObject>(key: ObjectKey, patch: Patch, options?: { readonly fieldManager?: string }) =>
      this.#patch(key, patch, { fieldManager: options?.fieldManager }) as T,
    patchStatus: async <T extends KubeObject>(
      key: ObjectKey,
      patch: Patch,
      options?: { readonly fieldManager?: string },
    ) => this.#patch(key, patch, { fieldManager: options?.fieldManager, subresource: "status" }) as T,
  };

  readonly watches: WatchSource = {
    borrow: ({ kind }) => ({ informer: this.#informer(kind), release: () => this.#handlers.delete(kind) }),
  };

  get(kind: string, name: string): KubeObject | undefined {
    return this.#objects.get(`${kind}/${name}`);
  }

  put(object: KubeObject): void {
    const id = idOf(object);
    const old = this.#objects.get(id);
    const { metadata } = object;
    const uid = old?.metadata.uid ?? metadata.uid ?? `uid-${String(this.#version + 1)}`;
    this.#store({ ...object, metadata: { generation: 1, ...metadata, uid } }, old);
  }

  /** Changes an object as users do: a change of `spec` makes a new generation. */
  edit(kind: string, name: string, change: JsonObject): void {
    const old = this.#objects.get(`${kind}/${name}`) as KubeObject;
    const edited = applyMergePatch(old, change) as KubeObject;
    const generation = (old.metadata.generation ?? 0) + ("spec" in change ? 1 : 0);
    this.#store({ ...edited, metadata: { ...edited.metadata, generation } }, old);
  }

  delete(kind: string, name: string): void {
    const old = this.#objects.get(`${kind}/${name}`) as KubeObject;
    const generation = (old.metadata.generation ?? 0) + 1;
    const deletionTimestamp = "2026-01-01T00:00:00Z";
    this.#store({ ...old, metadata: { ...old.metadata, generation, deletionTimestamp } }, old);
  }

  /** The next write is refused with this status. */
  failNext(code: number, reason: string): void {
    this.#failures.push(new ApiError({ code, reason, message: reason }));
  }

  /** Watches of this kind never get their first list. */
  withhold(kind: string): void {
    this.#missing.add(kind);
  }

  /** Watches lag behind until `catchUp`. */
  lag(): void {
    this.#held ??= [];
  }

  catchUp(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const tell of held) tell();
  }

  #patch(key: ObjectKey, patch: Patch, write: Pick<Write, "fieldManager" | "subresource">): KubeObject {
    const failure = this.#failures.shift();
    if (failure) throw failure;
    const old = this.#objects.get(`${key.kind}/${key.name}`);
    if (!old) throw new ApiError({ code: 404, reason: "NotFound", message: `${key.name} not found` });
    const change = cloneJson(patch.patch as JsonObject);
    const expected = (change["metadata"] as { resourceVersion?: string } | undefined)?.resourceVersion;
    if (expected !== undefined && expected !== old.metadata.resourceVersion) {
      throw new ApiError({ code: 409, reason: "Conflict", message: "the object has been modified" });
    }
    this.writes.push({ name: key.name, ...write, patch: change });
    return this.#store(applyMergePatch(old, change) as KubeObject, old);
  }

  #store(object: KubeObject, old: KubeObject | undefined): KubeObject {
    this.#version += 1;
    const resourceVersion = String(this.#version);
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion } };
    const { deletionTimestamp, finalizers = [] } = stored.metadata;
    if (deletionTimestamp !== undefined && finalizers.length === 0) {
      this.#objects.delete(idOf(stored));
      this.#tell({ type: "deleted", object: stored });
      return stored;
    }
    this.#objects.set(idOf(stored), stored);
    this.#tell(old ? { type: "modified", object: stored, old } : { type: "added", object: stored });
    return stored;
  }

  #tell(event: Extract<WatchEvent, { readonly object: KubeObject }>): void {
    const tell = (): void => {
      for (const handler of this.#handlers.get(event.object.kind) ?? []) handler(event);
    };
    if (this.#held) this.#held.push(tell);
    else tell();
  }

  #informer(kind: string): Informer<KubeObject> {
    const objects = (): readonly KubeObject[] => [...this.#objects.values()].filter((object) => object.kind === kind);
    return {
      start: () => (this.#missing.has(kind) ? new Promise(() => {}) : Promise.resolve()),
      stop: () => Promise.resolve(),
      synced: !this.#missing.has(kind),
      failure: undefined,
      get: (name) => this.get(kind, name),
      list: objects,
      byIndex: () => [],
      subscribe: (handler) => {
        for (const object of objects()) handler({ type: "added", object });
        const handlers = this.#handlers.get(kind) ?? new Set();
        this.#handlers.set(kind, handlers.add(handler));
        return () => handlers.delete(handler);
      },
    };
  }
}

function idOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.name}`;
}
