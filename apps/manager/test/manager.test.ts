import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApiServer } from "@flux-ts/apiserver";
import { silentLog } from "@flux-ts/base";
import { createClient } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import { WatchPool } from "@flux-ts/live";
import { installCrds, startManager } from "@flux-ts/manager";
import type { Address, Manager } from "@flux-ts/manager";
import { describe, test } from "vitest";
import { lead } from "../src/leadership.ts";

const anyPort: Address = { host: "127.0.0.1", port: 0 };

interface Cluster extends AsyncDisposable {
  readonly client: Client;
  /** A folder for artifacts. */
  readonly path: string;
}

async function createCluster(): Promise<Cluster> {
  await using stack = new AsyncDisposableStack();
  const path = await mkdtemp(join(tmpdir(), "flux-manager-test-"));
  stack.defer(() => rm(path, { recursive: true, force: true }));
  const api = stack.use(createApiServer());
  const client = createClient({ transport: api.transport() });
  stack.defer(() => client.close());
  const watches = new WatchPool({ client });
  await installCrds({ client, watches, signal: new AbortController().signal });
  await watches.close();
  const held = stack.move();
  return { client, path, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

function portsOf(manager: Manager): Required<Manager["urls"]> {
  return { health: "", metrics: "", ...manager.urls };
}

test("serves artifacts, health and metrics until it is stopped", async ({ expect }) => {
  await using cluster = await createCluster();
  const { client, path } = cluster;
  const storage = { path, address: anyPort };
  const manager = await startManager({ client, log: silentLog, storage, health: anyPort, metrics: anyPort });
  await manager.synced;
  const { artifacts, health, metrics } = portsOf(manager);
  expect((await fetch(artifacts)).status).toBe(200);
  expect((await fetch(`${health}/healthz`)).status).toBe(200);
  expect((await fetch(`${health}/readyz`)).status).toBe(200);
  expect(await (await fetch(`${metrics}/metrics`)).text()).toContain("controller_runtime_max_concurrent_reconciles");
  await manager.stop();
  await expect(fetch(`${health}/healthz`)).rejects.toThrow();
});

test("a taken port is an error that names it, and leaves nothing running", async ({ expect }) => {
  await using cluster = await createCluster();
  const { client, path } = cluster;
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, anyPort.host, resolve));
  const { port } = other.address() as AddressInfo;
  const taken = { host: anyPort.host, port };
  const start = startManager({ client, log: silentLog, storage: { path, address: anyPort }, health: taken });
  await expect(start).rejects.toThrow(`Cannot serve health on 127.0.0.1:${port}: the port is taken`);
  other.close();
});

describe("leadership", () => {
  const times = { leaseDurationMs: 35_000, renewDeadlineMs: 30_000, retryPeriodMs: 5000 };
  const signal = new AbortController().signal;

  const names = {
    "all objects": { labelSelector: "", suffix: "" },
    // The beginning of the SHA-256 digest of the selector, as upstream's controllers have it.
    "a shard": { labelSelector: "sharding.fluxcd.io/key=shard1", suffix: "-73fdc1be" },
    "what is in no shard": { labelSelector: "!sharding.fluxcd.io/key", suffix: "-42da7484" },
  };
  test.for(Object.entries(names))(
    "of %s is held under upstream's names, one Lease per controller, and given up at the end",
    async ([, { labelSelector, suffix }], { expect }) => {
      await using cluster = await createCluster();
      const { client } = cluster;
      const options = { client, log: silentLog, namespace: "default", signal, labelSelector, ...times };
      const leadership = await lead(options);
      const leases = await client.list({ apiVersion: "coordination.k8s.io/v1", kind: "Lease", namespace: "default" });
      expect(leases.items.map(({ metadata }) => metadata.name).toSorted()).toEqual([
        `kustomize-controller-leader-election${suffix}`,
        `source-controller-leader-election${suffix}`,
      ]);
      const holders = leases.items.map(({ spec }) => (spec as { readonly holderIdentity: string }).holderIdentity);
      expect(holders).toEqual([expect.stringMatching(/^flux-ts_/), holders[0]]);
      await leadership.release();
      const again = await lead(options);
      await again.release();
    },
  );

  test("is refused where an upstream controller holds it", async ({ expect }) => {
    await using cluster = await createCluster();
    const { client } = cluster;
    const now = new Date().toISOString().replace("Z", "000Z");
    await client.create({
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: "kustomize-controller-leader-election", namespace: "default" },
      spec: { holderIdentity: "kustomize-controller-abc", leaseDurationSeconds: 35, acquireTime: now, renewTime: now },
    });
    await expect(lead({ client, log: silentLog, namespace: "default", signal, ...times })).rejects.toThrow(
      'Lease default/kustomize-controller-leader-election is held by "kustomize-controller-abc"',
    );
  });
});
