import type { JsonObject, KubeObject, ReachCheckpoint } from "@flux-ts/base";
import { isConflict, isNotFound, keyOf } from "@flux-ts/kube";
import type { ControllerClient } from "../options.ts";
import type { ObjectCache } from "./object-cache.ts";

export interface ObjectWritesOptions<T extends KubeObject> {
  readonly client: ControllerClient;
  readonly cache: ObjectCache<T>;
  readonly fieldManager: string;
  readonly finalizer: string;
  readonly reach: ReachCheckpoint;
}

/** The writes of the loop to its objects. What the server answers is remembered as their newest state. */
export class ObjectWrites<T extends KubeObject> {
  readonly #options: ObjectWritesOptions<T>;

  constructor(options: ObjectWritesOptions<T>) {
    this.#options = options;
  }

  /** The object with our finalizer; undefined when it changed too much meanwhile to say. */
  async addFinalizer(object: T): Promise<T | undefined> {
    const { finalizers = [] } = object.metadata;
    if (this.holds(object)) return object;
    const held = await this.#setFinalizers(object, [...finalizers, this.#options.finalizer]);
    if (held) this.#options.reach("loop/finalizer-added");
    return held;
  }

  /** Whether our finalizer is gone, as far as we know: false when the object changed meanwhile. */
  async removeFinalizer(object: T): Promise<boolean> {
    const { finalizers = [] } = object.metadata;
    const rest = finalizers.filter((name) => name !== this.#options.finalizer);
    try {
      const removed = (await this.#setFinalizers(object, rest)) !== undefined;
      if (removed) this.#options.reach("loop/finalizer-removed");
      return removed;
    } catch (error) {
      if (isNotFound(error)) return true;
      throw error;
    }
  }

  /** Whether our finalizer keeps the object. */
  holds(object: T): boolean {
    return object.metadata.finalizers?.includes(this.#options.finalizer) ?? false;
  }

  async patchStatus(object: T, status: JsonObject): Promise<void> {
    const { client, cache, fieldManager } = this.#options;
    cache.update(await client.patchStatus<T>(keyOf(object), { type: "merge", patch: { status } }, { fieldManager }));
    this.#options.reach("loop/status-written");
  }

  /** A merge patch replaces the list, so it must not meet a list that others changed: hence the resource version. */
  async #setFinalizers(object: T, finalizers: readonly string[]): Promise<T | undefined> {
    const { client, cache, fieldManager } = this.#options;
    const { resourceVersion = "" } = object.metadata;
    const patch = { metadata: { resourceVersion, finalizers } };
    try {
      const answer = await client.patch<T>(keyOf(object), { type: "merge", patch }, { fieldManager });
      cache.update(answer);
      return answer;
    } catch (error) {
      if (isConflict(error)) return undefined;
      throw error;
    }
  }
}
