import { createApiServer } from "@flux-ts/apiserver";
import { mapConcurrently } from "@flux-ts/base";
import { findCondition } from "@flux-ts/controller";
import type { Kustomization } from "@flux-ts/flux-api";
import { createClient, type Client, type Transport } from "@flux-ts/kube";
import { kustomizationKey, sourceKey, startFlux, type Flux, type FluxOptions } from "../../../test/fleet/flux.ts";
import { openTransport, type Connection } from "../measure/connection.ts";
import { manifests } from "./app.ts";
import { countRequests, type RequestCount } from "./request-count.ts";

/** Flux in this process, on a real API server or on the embedded one. */
export interface Fleet extends AsyncDisposable {
  /** A client that is not counted. */
  readonly client: Client;
  readonly flux: Flux;
  /** What Flux has asked of the API so far. */
  requests(): RequestCount;
}

/** Starts Flux with a repository that holds one application. */
export async function openFleet(connection: Connection | undefined, options: FluxOptions = {}): Promise<Fleet> {
  await using stack = new AsyncDisposableStack();
  const open = transportsTo(connection, stack);
  const client = createClient({ transport: open() });
  stack.defer(() => client.close());
  const counted = countRequests(open());
  const controllers = createClient({ transport: counted });
  stack.defer(() => controllers.close());
  const flux = stack.use(await startFlux(controllers, options));
  await flux.commit({ "app/app.yaml": manifests });
  await flux.reconcileSource();
  await client.waitFor(sourceKey, (object) => JSON.stringify(object?.["status"] ?? {}).includes('"artifact"'));
  const held = stack.move();
  return { client, flux, requests: () => counted.count(), [Symbol.asyncDispose]: () => held.disposeAsync() };
}

function transportsTo(connection: Connection | undefined, stack: AsyncDisposableStack): () => Transport {
  if (connection) return () => openTransport(connection);
  const server = stack.use(createApiServer());
  return () => server.transport();
}

const setUpConnections = 16;
export const nameOf = (index: number): string => `app-${index}`;

/** A namespace for each application. */
export async function createNamespaces(client: Client, count: number): Promise<void> {
  await mapConcurrently(
    Array.from({ length: count }, (_, index) => index),
    setUpConnections,
    async (index) => {
      await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: nameOf(index) } });
    },
  );
}

/** What the Kustomizations of a benchmark say beside the usual. */
export interface AppOptions {
  readonly interval?: string;
  /** Folder of an application. @default the same for all */
  readonly pathOf?: (index: number) => string;
}

/** Creates Kustomizations and resolves when all are ready. Their namespaces exist. */
export async function createApps(client: Client, count: number, options: AppOptions = {}): Promise<void> {
  const { name: _, namespace: __, ...target } = kustomizationKey("");
  const informer = client.informer<Kustomization>(target);
  const ready = Promise.withResolvers<void>();
  const names = new Set<string>();
  informer.subscribe((event) => {
    if (event.type !== "added" && event.type !== "modified") return;
    if (findCondition(event.object.status?.conditions, "Ready")?.status !== "True") return;
    names.add(event.object.metadata.name);
    if (names.size === count) ready.resolve();
  });
  await informer.start();
  await mapConcurrently(
    Array.from({ length: count }, (_, index) => index),
    setUpConnections,
    async (index) => {
      await client.create(kustomizationOf(index, options));
    },
  );
  await ready.promise;
  await informer.stop();
}

function kustomizationOf(index: number, { interval = "10m", pathOf = () => "./app" }: AppOptions): Kustomization {
  const name = nameOf(index);
  const { apiVersion, kind, namespace = "" } = kustomizationKey(name);
  return {
    apiVersion,
    kind,
    metadata: { namespace, name },
    spec: {
      interval,
      path: pathOf(index),
      prune: true,
      targetNamespace: name,
      sourceRef: { kind: "GitRepository", name: sourceKey.name },
      postBuild: { substitute: { name } },
    },
  };
}
