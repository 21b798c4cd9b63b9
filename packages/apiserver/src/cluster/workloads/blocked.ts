import type { Cluster } from "../cluster.ts";
import { objectNameOf } from "../cluster.ts";

/** What a Pod may be refused for the lack of. */
const gates = [
  { group: "", plural: "serviceaccounts" },
  { group: "", plural: "resourcequotas" },
  { group: "", plural: "limitranges" },
  { group: "scheduling.k8s.io", plural: "priorityclasses" },
] as const;

const firstRetryMs = 1000;
const longestRetryMs = 300_000;

interface Refused {
  readonly tries: number;
  /** When it is tried again, in milliseconds since 1970. */
  readonly until: number;
}

/**
 * Workloads whose Pods were refused. They try again when what Pods are refused for changes, and from time to time:
 * a policy or webhook may think otherwise by now.
 */
export class Blocked implements Disposable {
  readonly #cluster: Cluster;
  readonly #kind: string;
  readonly #retry: (key: string) => void;
  readonly #refused = new Map<string, Refused>();
  readonly #watches: readonly Disposable[];

  constructor(cluster: Cluster, kind: string, retry: (key: string) => void) {
    this.#cluster = cluster;
    this.#kind = kind;
    this.#retry = retry;
    this.#watches = gates.map((gate) =>
      cluster.client.watch(gate, ({ before, after }) => this.#reconsider((after ?? before)?.metadata.namespace)),
    );
  }

  /** Whether a workload waits before it tries again. */
  holds(key: string): boolean {
    return this.#cluster.clock.now() < (this.#refused.get(key)?.until ?? 0);
  }

  /** Notes whether a workload that tried was refused a Pod. */
  note(key: string, refused: boolean): void {
    if (!refused) return void this.#refused.delete(key);
    const tries = this.#refused.get(key)?.tries ?? 0;
    const until = this.#cluster.clock.now() + Math.min(firstRetryMs * 2 ** tries, longestRetryMs);
    this.#refused.set(key, { tries: tries + 1, until });
    this.#cluster.loop.at(`blocked ${this.#kind} ${key}`, until, () => {
      if (this.#refused.has(key)) this.#retry(key);
    });
  }

  [Symbol.dispose](): void {
    for (const watch of this.#watches) watch[Symbol.dispose]();
  }

  #reconsider(namespace: string | undefined): void {
    for (const [key, { tries }] of this.#refused) {
      if (namespace !== undefined && objectNameOf(key).namespace !== namespace) continue;
      this.#refused.set(key, { tries, until: 0 });
      this.#retry(key);
    }
  }
}
