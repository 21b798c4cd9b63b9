import { ReconcileError } from "@flux-ts/controller";
import type { Kustomization } from "@flux-ts/flux-api";
import type { Client } from "@flux-ts/kube";
import { ownedSelector, recordRules } from "@flux-ts/apply";
import { LiveView, WatchPool } from "@flux-ts/live";
import type { Clock } from "@flux-ts/kube";
import { namespaceOf } from "./spec.ts";

/** A cluster as the identity a Kustomization applies with, and the watches of that identity. */
export interface ClusterAccess {
  readonly client: Client;
  readonly watches: WatchPool;
  /** What became of applied objects, as that identity sees it. */
  readonly live: LiveView;
}

export interface ClusterAccessOptions {
  /** The controller itself, with its field manager as default. */
  readonly client: Client;
  readonly clock: Clock;
  /** ServiceAccount that is impersonated where a Kustomization names none. */
  readonly defaultServiceAccount: string | undefined;
  readonly fieldManager: string;
  /** Hears which owners' objects are in doubt. */
  readonly onDoubt: (owner: string, live: LiveView) => void;
}

/** Intervals are rarely longer: what was waited for once shows by itself at the next interval whether it is still ready. */
const watchLingerMs = 3_600_000;

/** Gives every Kustomization the client and the watches of its own identity; Kustomizations of one identity share them. */
export class ClusterAccesses {
  readonly #options: ClusterAccessOptions;
  readonly #accesses = new Map<string, ClusterAccess>();

  constructor(options: ClusterAccessOptions) {
    this.#options = options;
  }

  /** @throws ReconcileError when the spec asks for a cluster that cannot be reached from here. */
  of(object: Kustomization): ClusterAccess {
    if (object.spec.kubeConfig !== undefined) {
      throw new ReconcileError("ReconciliationFailed", "spec.kubeConfig is not supported yet", {
        disposition: "stall",
      });
    }
    const account = object.spec.serviceAccountName ?? this.#options.defaultServiceAccount;
    const user = account === undefined ? "" : `system:serviceaccount:${namespaceOf(object)}:${account}`;
    const known = this.#accesses.get(user);
    if (known) return known;
    const access = this.#create(user, namespaceOf(object));
    this.#accesses.set(user, access);
    return access;
  }

  /** Forgets what is known of an owner's objects as any identity, except for the one given. */
  forget(owner: string, except?: ClusterAccess): void {
    for (const access of this.#accesses.values()) if (access !== except) access.live.forget(owner);
  }

  async close(): Promise<void> {
    const accesses = [...this.#accesses.values()];
    await Promise.all(accesses.flatMap(({ watches, live }) => [watches.close(), live.close()]));
  }

  #create(user: string, namespace: string): ClusterAccess {
    const { client: own, clock, fieldManager, onDoubt } = this.#options;
    const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
    const client = user === "" ? own : own.as({ user, groups });
    const live = new LiveView({ client, clock, rules: recordRules(fieldManager), labelSelector: ownedSelector });
    live.subscribe((owner) => onDoubt(owner, live));
    return { client, watches: new WatchPool({ client, clock, lingerMs: watchLingerMs }), live };
  }
}
