import { randomUUID } from "node:crypto";
import type { KubeObject } from "@flux-ts/base";
import { ApplyError, executePlan, planApply, type ApplyOptions, type Change } from "@flux-ts/apply";
import { keyOf, type Client } from "@flux-ts/kube";
import { WatchPool } from "@flux-ts/live";
import { afterAll, beforeAll, expect } from "vitest";
import { namespaceOf } from "../objects.ts";

/** A way to an API with an administrator's client. */
export interface Cluster {
  readonly client: Client;
  close(): Promise<void>;
}

export type ConfigMap = KubeObject & { readonly data?: { readonly [key: string]: string } };

export const fieldManager = "kustomize-controller";
export const control = (name: string) => `kustomize.toolkit.fluxcd.io/${name}`;

export type World = ReturnType<typeof openWorld>;

/** The cluster while the tests run, and what they do with it. */
export function openWorld(open: () => Promise<Cluster>) {
  let cluster: Cluster;
  let client: Client;
  let watches: WatchPool;
  beforeAll(async () => {
    cluster = await open();
    client = cluster.client.with({ fieldManager });
    watches = new WatchPool({ client });
  });
  afterAll(async () => {
    await watches.close();
    await cluster.close();
  });

  const uniqueName = (): string => `apply-${randomUUID().slice(0, 8)}`;
  const createNamespace = async (): Promise<string> => {
    const name = uniqueName();
    await client.create(namespaceOf(name));
    return name;
  };
  const plan = (objects: readonly KubeObject[], options: Partial<ApplyOptions> = {}) =>
    planApply(
      objects.map((object) => ({ object })),
      { client, watches, fieldManager, signal: new AbortController().signal, stageTimeoutMs: 10_000, ...options },
    );
  const apply = async (objects: readonly KubeObject[], options?: Partial<ApplyOptions>): Promise<readonly Change[]> =>
    await executePlan(await plan(objects, options));
  const read = async (object: KubeObject) => await client.get<ConfigMap>(keyOf(object));
  const managersOf = ({ metadata }: KubeObject) =>
    metadata.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`);
  return {
    get client() {
      return client;
    },
    get watches() {
      return watches;
    },
    uniqueName,
    createNamespace,
    plan,
    apply,
    read,
    managersOf,
  };
}

/** What only a write of ours would change: Kubernetes' own controllers write status meanwhile. */
export function writtenByUs({ metadata: { uid, generation, managedFields = [] } }: KubeObject) {
  return { uid, generation, managedFields: managedFields.filter(({ manager }) => manager === fieldManager) };
}

export async function failureOf(applied: Promise<unknown>): Promise<ApplyError> {
  const error: unknown = await applied.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(ApplyError);
  return error as ApplyError;
}
