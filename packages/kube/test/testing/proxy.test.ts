import { createApiServer } from "@flux-ts/apiserver";
import type { JsonValue, KubeObject } from "@flux-ts/base";
import { Secret } from "@flux-ts/base";
import { ApiError, connect, createHttpTransport, isConflict, isGone, keyOf, KubeError } from "@flux-ts/kube";
import type { Client, Status } from "@flux-ts/kube";
import { isPassedOn, isWatch, isWrite, startApiProxy } from "@flux-ts/kube/testing";
import type { ApiProxy, Mishap } from "@flux-ts/kube/testing";
import { describe, expect, test } from "vitest";
import { runClientContract } from "../contract/client-contract.ts";
import type { Cluster } from "../contract/client-contract.ts";

interface Proxied extends Cluster {
  readonly proxy: ApiProxy;
}

async function openProxied(): Promise<Proxied> {
  const token = new Secret("t");
  const api = createApiServer({ tokens: [{ token: "t", user: "admin", groups: ["system:masters"] }] });
  const { url } = await api.listen();
  const credentials = () => Promise.resolve({ token });
  const proxy = await startApiProxy({
    access: { server: new URL(url), tls: {}, namespace: "default", credentials },
  });
  const client = connect(proxy.access);
  return {
    proxy,
    client,
    async close() {
      await client.close();
      await proxy[Symbol.asyncDispose]();
      await api.close();
    },
  };
}

describe("a proxy that nothing befalls is not noticed", () => {
  runClientContract(openProxied);
});

const configMap: KubeObject = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "default" } };

const isLost = (error: unknown): boolean => error instanceof KubeError && error.code === "connection-lost";

const mishaps: {
  readonly [name: string]: {
    readonly mishap: Mishap;
    /** Whether this is the failure to expect. */
    readonly failure: (error: unknown) => boolean;
    readonly done: boolean;
  };
} = {
  "dropped: the server has not heard of it": { mishap: { kind: "drop" }, failure: isLost, done: false },
  "lost: the server has done it": { mishap: { kind: "lose" }, failure: isLost, done: true },
  "truncated: the server has done it": { mishap: { kind: "truncate" }, failure: isLost, done: true },
  "refused: the answer is the proxy's": {
    mishap: { kind: "refuse", status: 409, reason: "Conflict" },
    failure: isConflict,
    done: false,
  },
};
test.for(Object.entries(mishaps))("a write is %s", async ([, { mishap, failure, done }]) => {
  const { client, proxy, close } = await openProxied();
  proxy.disturb((request) => (isWrite(request) ? mishap : undefined));
  await expect(client.create(configMap)).rejects.toSatisfy(failure);
  expect((await client.find(keyOf(configMap))) !== undefined).toBe(done);
  const writes = proxy.requests.filter(isWrite);
  expect(writes.map((write) => [write.method, write.body, isPassedOn(write)])).toEqual([
    ["POST", configMap, mishap.kind !== "drop" && mishap.kind !== "refuse"],
  ]);
  await close();
});

test("a request that is held goes on when it may", async () => {
  const { client, proxy, close } = await openProxied();
  const gate = Promise.withResolvers<void>();
  proxy.disturb((request) => (isWrite(request) ? { kind: "hold", until: gate.promise } : undefined));
  const created = client.create(configMap);
  expect(await client.find(keyOf(configMap))).toBeUndefined();
  gate.resolve();
  await created;
  expect(await client.find(keyOf(configMap))).toBeDefined();
  await close();
});

const broken: { readonly [name: string]: { readonly mishap: Mishap; readonly failure: (error: unknown) => boolean } } =
  {
    "breaks off": { mishap: { kind: "cut", lines: 2 }, failure: isLost },
    "is told that it is too old": { mishap: { kind: "expire", lines: 2 }, failure: isGone },
  };
test.for(Object.entries(broken))("a watch %s after so many lines", async ([, { mishap, failure }]) => {
  const { client, proxy, close } = await openProxied();
  proxy.disturb((request) => (isWatch(request) ? mishap : undefined));
  await create(client, ["a", "b", "c"]);
  const names: string[] = [];
  await expect(readNames(proxy, names)).rejects.toSatisfy(failure);
  expect(names).toEqual(["a", "b"]);
  await close();
});

async function create(client: Client, names: readonly string[]): Promise<void> {
  for (const name of names) await client.create({ ...configMap, metadata: { ...configMap.metadata, name } });
}

/** Reads one connection of a watch to its end. */
async function readNames(proxy: ApiProxy, names: string[]): Promise<void> {
  const transport = createHttpTransport(proxy.access);
  try {
    const query = [["watch", "true"]] as const;
    const answer = await transport.watch({ method: "GET", path: "/api/v1/namespaces/default/configmaps", query });
    if (!("events" in answer)) throw new TypeError("The watch was refused");
    for await (const event of answer.events) names.push(nameOf(event));
  } finally {
    await transport.close();
  }
}

/** The name of the object of an event. @throws when it is a Status. */
function nameOf(event: JsonValue): string {
  const { type, object } = event as { readonly type: string; readonly object: KubeObject & Status };
  if (type === "ERROR") throw new ApiError(object);
  return object.metadata.name;
}

test("a server that is down takes no connection, and is the same when it comes up again", async () => {
  const { client, proxy, close } = await openProxied();
  await client.create(configMap);
  await proxy.goDown();
  await expect(client.get(keyOf(configMap))).rejects.toThrow(/connection refused/);
  await proxy.comeUp();
  expect(await client.find(keyOf(configMap))).toBeDefined();
  await close();
});
