import type { KubeObject } from "@flux-ts/base";
import { type Clock, systemClock } from "../clock.ts";
import { createDiscovery } from "../discovery/discovery.ts";
import { KubeError } from "../errors.ts";
import { createHttpTransport } from "../http/transport.ts";
import type { ClusterAccess } from "../kubeconfig/access.ts";
import type { Target } from "../target.ts";
import type { Transport } from "../transport.ts";
import { createInformer, type InformerOptions } from "../watch/informer.ts";
import { waitForObject } from "../watch/wait.ts";
import { watchEvents } from "../watch/events.ts";
import type { RunOptions } from "../watch/run.ts";
import { createWatchSource } from "../watch/source.ts";
import { Caller } from "./caller.ts";
import type { Client, ClientDefaults, Impersonation } from "./client.ts";
import type { ClientContext } from "./context.ts";
import { findObject, getObject, getTable, listObjects, listPages, readLogs } from "./read.ts";
import { applyObject, createObject, createSubresourceOf, deleteObject, patchObject, updateObject } from "./write.ts";

export interface ClientOptions extends ClientDefaults {
  readonly transport: Transport;
  /** @default "default" */
  readonly namespace?: string;
  readonly identity?: Impersonation;
  readonly clock?: Clock;
  /** A number from 0 to 1, for jitter. @default Math.random */
  readonly random?: () => number;
}

/** A client on a transport: HTTP to a server, or the embedded API in this process. It asks for nothing before the first call. */
export function createClient(options: ClientOptions): Client {
  const {
    transport,
    clock = systemClock,
    random = Math.random,
    namespace = "default",
    identity,
    ...defaults
  } = options;
  const caller = new Caller({
    transport,
    clock,
    userAgent: defaults.userAgent ?? "flux-ts",
    ...callerChanges(defaults),
  });
  const discovery = createDiscovery({ caller, clock });
  const client = clientOf({ caller, discovery, defaults }, { namespace, random, closing: new AbortController() });
  return identity ? client.as(identity) : client;
}

/** A client over HTTP, as the identity and in the namespace of the access. */
export function connect(access: ClusterAccess, options: Omit<ClientOptions, "transport"> = {}): Client {
  const { namespace, impersonate: identity } = access;
  return createClient({ namespace, ...(identity && { identity }), ...options, transport: createHttpTransport(access) });
}

interface Surroundings {
  readonly namespace: string;
  readonly random: () => number;
  /** Ends the watches, which would otherwise connect again and again. */
  readonly closing: AbortController;
}

function clientOf(context: ClientContext, surroundings: Surroundings): Client {
  const { caller, discovery, defaults } = context;
  const { namespace, random, closing } = surroundings;
  const { clock } = caller;
  const runOptions = (signal: AbortSignal | undefined): RunOptions => ({
    clock,
    random,
    signal: signal ? AbortSignal.any([signal, closing.signal]) : closing.signal,
  });
  const source = createWatchSource(context, random);
  const client: Client = {
    discovery,
    namespace,
    get: (key, options) => getObject(context, key, options),
    find: (key, options) => findObject(context, key, options),
    list: (target, options) => listObjects(context, target, options),
    pages: (target, options) => listPages(context, target, options),
    table: (target, options) => getTable(context, target, options),
    logs: (pod, options) => readLogs(context, pod, options),
    create: (object, options) => createObject(context, object, options),
    update: (object, options) => updateObject(context, object, options),
    updateStatus: (object, options) => updateObject(context, object, { ...options, subresource: "status" }),
    patch: (key, patch, options) => patchObject(context, key, patch, options),
    patchStatus: (key, patch, options) => patchObject(context, key, patch, { ...options, subresource: "status" }),
    apply: (object, options) => applyObject(context, object, options),
    delete: (key, options) => deleteObject(context, key, options),
    createSubresource: (key, subresource, body, options) =>
      createSubresourceOf(context, key, subresource, { body, options }),
    watch: (target, options) => watchEvents(source(target, options), runOptions(options?.signal)),
    informer: <T extends KubeObject, R>(target: Target, options?: InformerOptions<T, R>) =>
      createInformer<T, R>(source<T>(target, options), { ...options, ...runOptions(options?.signal) }),
    waitFor: (key, predicate, options) => waitForObject(client, clock, { key, predicate, ...options }),
    request: (request) => caller.call(request),
    as: (identity) => clientOf({ ...context, caller: caller.with({ identity }) }, surroundings),
    with: (changes) =>
      clientOf(
        { ...context, caller: caller.with(callerChanges(changes)), defaults: { ...defaults, ...changes } },
        surroundings,
      ),
    close() {
      closing.abort(new KubeError("closed", "The client is closed"));
      return caller.transport.close();
    },
  };
  return client;
}

function callerChanges({ userAgent, onWarning }: ClientDefaults): ClientDefaults {
  return { ...(userAgent !== undefined && { userAgent }), ...(onWarning && { onWarning }) };
}
