import type { SystemClient } from "../system/client.ts";
import { ignoreRefusals } from "../system/refusals.ts";

const namespaces = { group: "", plural: "namespaces" } as const;
const accounts = { group: "", plural: "serviceaccounts" } as const;

/** Gives every namespace the service account `default`, which Pods run as that name no other. */
export function startDefaultAccounts(client: SystemClient): Disposable {
  const ensure = (namespace: string): void => {
    const place = client.get(namespaces, { namespace: "", name: namespace });
    if (place === undefined || place.metadata.deletionTimestamp !== undefined) return;
    if (client.get(accounts, { namespace, name: "default" }) !== undefined) return;
    const metadata = { name: "default", namespace };
    ignoreRefusals(() => client.create(accounts, { apiVersion: "v1", kind: "ServiceAccount", metadata }));
  };
  const watches = [
    client.watch(namespaces, ({ after }) => {
      if (after) ensure(after.metadata.name);
    }),
    client.watch(accounts, ({ before, after }) => {
      if (before && !after && before.metadata.name === "default") ensure(before.metadata.namespace ?? "");
    }),
  ];
  return {
    [Symbol.dispose]: () => {
      for (const watch of watches) watch[Symbol.dispose]();
    },
  };
}
