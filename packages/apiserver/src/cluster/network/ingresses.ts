import type { JsonObject } from "@flux-ts/base";
import type { Cluster } from "../cluster.ts";
import { keyOf, nameOf, objectNameOf, writeStatus } from "../cluster.ts";
import { ingresses } from "../kinds.ts";
import { wishOf } from "../settings.ts";

/** Of the range for documentation (RFC 5737): all Ingresses come in at one place. */
const address = "203.0.113.1";

/** Gives Ingresses the address of the one that serves them all. */
export function startIngresses(cluster: Cluster): Disposable {
  const { client, clock, loop, wish: preset } = cluster;
  const sync = (key: string): void => {
    const ingress = client.get(ingresses, objectNameOf(key));
    if (ingress === undefined || ingress.metadata.deletionTimestamp !== undefined) return;
    const wish = wishOf([ingress], preset);
    if (wish.fate !== "ready") return;
    const due = Date.parse(ingress.metadata.creationTimestamp ?? "") + wish.delayMs;
    if (wish.delayMs > 0 && clock.now() < due) return loop.at(`ingress ${key}`, due, () => sync(key));
    const { loadBalancer } = (ingress["status"] ?? {}) as { loadBalancer?: JsonObject };
    if (loadBalancer?.["ingress"] !== undefined) return;
    writeStatus(client, ingresses, ingress, { loadBalancer: { ingress: [{ ip: address }] } });
  };
  return client.watch(ingresses, ({ after }) => {
    if (after === undefined) return;
    const key = keyOf(nameOf(after));
    loop.add(`ingress ${key}`, () => sync(key));
  });
}
