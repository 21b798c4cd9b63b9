import type { KubeObject } from "@flux-ts/base";
import type { Entry, Store } from "../../storage/store.ts";

const group = "admissionregistration.k8s.io";

export type Registration =
  | "mutatingadmissionpolicies"
  | "mutatingadmissionpolicybindings"
  | "mutatingwebhookconfigurations"
  | "validatingadmissionpolicies"
  | "validatingadmissionpolicybindings"
  | "validatingwebhookconfigurations";

/** Policies, bindings and webhooks as they are now, by name. Reading them costs nothing while they stay the same. */
export interface Registrations {
  all(kind: Registration): readonly KubeObject[];
}

export function createRegistrations(store: Store): Registrations {
  const known = new Map<Registration, readonly KubeObject[]>();
  const watched = new Set<Registration>();
  return {
    all: (kind) => {
      const table = `${group}/${kind}`;
      if (!watched.has(kind)) {
        watched.add(kind);
        store.onChange(table, () => known.delete(kind));
      }
      const objects = known.get(kind) ?? (store.list(table) as readonly Entry[]).map(({ object }) => object);
      known.set(kind, objects);
      return objects;
    },
  };
}
