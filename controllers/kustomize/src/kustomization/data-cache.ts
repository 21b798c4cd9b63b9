import type { WatchSource } from "@flux-ts/controller";
import type { Client, ObjectKey } from "@flux-ts/kube";

/** The entries of a ConfigMap or Secret as strings. They may be secret: they go into manifests, never into messages. */
export type Data = { readonly [key: string]: string };

/** Where a run gets the variables of ConfigMaps and Secrets from. */
export interface DataReader {
  /** @throws ApiError when the object does not exist or may not be read. */
  read(key: ObjectKey, options: { readonly fresh: boolean; readonly signal: AbortSignal }): Promise<Data>;
}

interface Held {
  /** Uid and resource version of the object that the data is of. */
  readonly state: string;
  readonly data: Data;
}

/**
 * Reads ConfigMaps and Secrets once for each of their states. Whether they have changed is told by watches of their
 * metadata, one for each kind and namespace; where that cannot be watched, every read asks.
 */
export class DataCache implements DataReader {
  readonly #client: Client;
  readonly #watches: WatchSource;
  readonly #borrowed = new Map<string, ReturnType<WatchSource["borrow"]>>();
  readonly #held = new Map<string, Held>();

  constructor(client: Client, watches: WatchSource) {
    this.#client = client;
    this.#watches = watches;
  }

  async read(
    key: ObjectKey,
    { fresh, signal }: { readonly fresh: boolean; readonly signal: AbortSignal },
  ): Promise<Data> {
    const id = `${key.kind}/${key.namespace ?? ""}/${key.name}`;
    // Watched from the first read on, so that the second need not ask.
    const known = this.#stateOf(key);
    const held = this.#held.get(id);
    if (!fresh && held !== undefined && held.state === known) return held.data;
    const object = await this.#client.get(key, { signal });
    const data = key.kind === "Secret" ? decoded(object["data"]) : ((object["data"] ?? {}) as Data);
    this.#held.set(id, { state: stateOf(object.metadata), data });
    return data;
  }

  close(): void {
    for (const watch of this.#borrowed.values()) watch.release();
    this.#borrowed.clear();
    this.#held.clear();
  }

  /** The state the object is in as far as it is known without asking. */
  #stateOf({ apiVersion, kind, namespace = "", name }: ObjectKey): string | undefined {
    const place = `${kind}/${namespace}`;
    const watch =
      this.#borrowed.get(place) ?? this.#watches.borrow({ apiVersion, kind, namespace, metadataOnly: true });
    this.#borrowed.set(place, watch);
    void watch.informer.start();
    if (!watch.informer.synced || watch.informer.failure) return undefined;
    const seen = watch.informer.get(name, namespace);
    return seen && stateOf(seen.metadata);
  }
}

function stateOf({
  uid = "",
  resourceVersion = "",
}: {
  readonly uid?: string;
  readonly resourceVersion?: string;
}): string {
  return `${uid}/${resourceVersion}`;
}

function decoded(data: unknown): Data {
  const entries = Object.entries((data ?? {}) as Data);
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]));
}
