import type { JsonObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { Entry, Store } from "../storage/store.ts";

/** Hands out what is unique in the cluster: addresses and ports of services. */
export interface Allocators {
  clusterIp(): string;
  nodePort(): number;
}

const services = "/services";
/** 10.96.0.0/16 without its first address, which is the API's own. */
const addressCount = 65_533;
const firstPort = 30_000;
const portCount = 2_768;

/** As upstream, a dry run looks for nothing that is free: it shows the first of all. */
export const dryRunAllocators: Allocators = { clusterIp: () => addressAt(1), nodePort: () => firstPort };

/** Allocates what no service of the store has. */
export function createAllocators(store: Store): Allocators {
  let lastAddress = 0;
  let lastPort = -1;
  return {
    clusterIp: () => {
      const used = new Set(specs(store).flatMap((spec) => (spec["clusterIPs"] as readonly string[] | undefined) ?? []));
      for (let tries = 0; tries < addressCount; tries++) {
        lastAddress = (lastAddress + 1) % addressCount;
        const address = addressAt(lastAddress + 1);
        if (!used.has(address)) return address;
      }
      throw new RangeError("No cluster address is left");
    },
    nodePort: () => {
      const used = new Set(specs(store).flatMap(portsOf));
      for (let tries = 0; tries < portCount; tries++) {
        lastPort = (lastPort + 1) % portCount;
        if (!used.has(firstPort + lastPort)) return firstPort + lastPort;
      }
      throw new RangeError("No node port is left");
    },
  };
}

function addressAt(offset: number): string {
  return `10.96.${offset >> 8}.${offset & 0xff}`;
}

function specs(store: Store): readonly JsonObject[] {
  return (store.list(services) as readonly Entry[]).map(({ object }) => object["spec"]).filter(isJsonObject);
}

function portsOf(spec: JsonObject): readonly number[] {
  const ports = (spec["ports"] ?? []) as readonly { readonly nodePort?: number }[];
  return ports.flatMap(({ nodePort }) => (nodePort === undefined ? [] : [nodePort]));
}
