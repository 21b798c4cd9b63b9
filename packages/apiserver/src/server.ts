import { randomUUID } from "node:crypto";
import type { JsonObject, Log } from "@flux-ts/base";
import { silentLog } from "@flux-ts/base";
import { createValidationRules } from "@flux-ts/cel";
import type { BuiltinSchemas } from "@flux-ts/kube-schema";
import { builtinGroupVersions, loadBuiltinSchemas } from "@flux-ts/kube-schema";
import type { AuditFile } from "./audit/file.ts";
import { openAuditFile } from "./audit/file.ts";
import type { AuditPolicy } from "./audit/policy.ts";
import { readAuditPolicy } from "./audit/policy.ts";
import { createAuditTrail } from "./audit/trail.ts";
import { fieldManager } from "./apply/field-manager.ts";
import type { TokenUser } from "./auth/authenticator.ts";
import { createAccess } from "./auth/access.ts";
import { createSigningKey } from "./auth/signing-key.ts";
import { createBootstrapRoles } from "./auth/bootstrap.ts";
import type { Clock } from "./clock.ts";
import { systemClock } from "./clock.ts";
import { startEventExpiry } from "./cluster/event-expiry.ts";
import type { SimulationOptions } from "./cluster/settings.ts";
import { startSimulation } from "./cluster/simulate.ts";
import { startGarbageCollector } from "./garbage/collector.ts";
import { createDefaultNamespaces } from "./namespaces/bootstrap.ts";
import { startNamespaceLifecycle } from "./namespaces/lifecycle.ts";
import { createPriorityClasses } from "./namespaces/priority-classes.ts";
import { startDefaultAccounts } from "./namespaces/service-accounts.ts";
import { startDefinitions } from "./crd/controller.ts";
import { createHandler } from "./handler.ts";
import type { Listener, ListenOptions } from "./http/listener.ts";
import { listen } from "./http/listener.ts";
import { callWebhook } from "./http/webhook-call.ts";
import { debugPaths } from "./discovery/debug.ts";
import { discoveryPaths } from "./discovery/paths.ts";
import { rootPath } from "./discovery/root.ts";
import { issuerPaths } from "./discovery/issuer.ts";
import { openApiPaths } from "./openapi/paths.ts";
import { probePaths } from "./discovery/probes.ts";
import { createDynamicAdmission } from "./admission/dynamic/admission.ts";
import type { CallWebhook, ServiceUrl } from "./admission/dynamic/call.ts";
import { createRegistrations } from "./admission/dynamic/registrations.ts";
import { startPolicyStatus } from "./admission/policy-status/controller.ts";
import { createKindTypes } from "./admission/policy-status/kind-types.ts";
import { admissionPlugins } from "./admission/plugins.ts";
import { createAllocators } from "./registry/allocators.ts";
import { randomSuffix } from "./registry/names.ts";
import { createProtobufAnswers } from "./protobuf/answer.ts";
import { createProtobufBodies } from "./protobuf/body.ts";
import { createMessageKinds } from "./protobuf/kinds.ts";
import type { Registry } from "./registry/registry.ts";
import type { Call } from "./request/call.ts";
import type { Reply } from "./request/reply.ts";
import { createUser } from "./request/user.ts";
import { loadBuiltinResources } from "./resources/builtin.ts";
import { createCatalog } from "./resources/catalog.ts";
import { createMemoryStore } from "./storage/memory-store.ts";
import type { Store } from "./storage/store.ts";
import type { SystemClient } from "./system/client.ts";
import { createSystemClient } from "./system/registry-client.ts";
import type { InProcessTransport } from "./transport.ts";
import { createTransport } from "./transport.ts";

export interface ApiServerOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Bearer tokens of the HTTP door. @default none: everybody is anonymous */
  readonly tokens?: readonly TokenUser[];
  /** @default a store in memory */
  readonly store?: Store;
  /**
   * Whether the parts of Kubernetes beside the API itself are played: garbage collection, namespace deletion,
   * workloads that become ready. @default true
   */
  readonly controllers?: boolean;
  /** What becomes of workloads and custom resources, beside what their annotations say. */
  readonly simulation?: SimulationOptions;
  /** Sends reviews to admission webhooks. @default over HTTPS */
  readonly callWebhook?: CallWebhook;
  /** Where Services that admission webhooks name are reached: a URL without path. @default nowhere, as no pod runs */
  readonly serviceUrl?: ServiceUrl;
  /**
   * Writes who asked for what into a file, as `audit.k8s.io/v1` events. The policy says of which requests and how much
   * of each: bodies, those of Secrets too, from level Request on. @default none; all requests at level Metadata when
   * there is no policy
   */
  readonly audit?: { readonly path: string; readonly policy?: JsonObject };
  /**
   * A private RSA key in PEM that signs the tokens of service accounts: with the same key they hold in another process.
   * @default a key of this server's own
   */
  readonly serviceAccountKey?: string;
  /** Makes `metadata.uid`. @default random UUIDs */
  readonly newUid?: () => string;
}

export interface ApiServer extends AsyncDisposable {
  /** The API in this process as somebody. @default an administrator */
  transport(identity?: { readonly user: string; readonly groups?: readonly string[] }): InProcessTransport;
  /** Opens an HTTP door. */
  listen(options?: ListenOptions): Promise<Listener>;
  /** The API for code that plays a part of Kubernetes itself. */
  systemClient(name: string): Promise<SystemClient>;
  close(): Promise<void>;
}

/**
 * An empty cluster. It holds nothing open until somebody listens.
 *
 * @throws Error when the audit policy is none.
 */
export function createApiServer(options: ApiServerOptions = {}): ApiServer {
  return new EmbeddedServer(options);
}

interface Running {
  readonly registry: Registry;
  readonly handle: (call: Call) => Promise<Reply>;
  readonly controllers: readonly Disposable[];
  readonly auditFile: AuditFile | undefined;
}

class EmbeddedServer implements ApiServer {
  readonly #store: Store;
  readonly #options: ApiServerOptions;
  readonly #policy: AuditPolicy | undefined;
  readonly #listeners: Listener[] = [];
  #running: Promise<Running> | undefined;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#policy = options.audit && readAuditPolicy(options.audit.policy);
    this.#store = options.store ?? createMemoryStore();
  }

  transport(identity?: { readonly user: string; readonly groups?: readonly string[] }): InProcessTransport {
    return createTransport((call) => this.#handle(call), identity && createUser(identity));
  }

  async listen(options?: ListenOptions): Promise<Listener> {
    await this.#start();
    const listener = await listen((call) => this.#handle(call), options);
    this.#listeners.push(listener);
    return listener;
  }

  async systemClient(name: string): Promise<SystemClient> {
    const { registry } = await this.#start();
    return createSystemClient(registry, name);
  }

  async close(): Promise<void> {
    await Promise.all(this.#listeners.map((listener) => listener.close()));
    const running = await this.#running;
    for (const controller of running?.controllers ?? []) controller[Symbol.dispose]();
    await this.#store.close();
    await running?.auditFile?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #handle(call: Call): Promise<Reply> {
    const { handle } = await this.#start();
    return handle(call);
  }

  /** The schemas of the built-in kinds are read when the first call comes. */
  #start(): Promise<Running> {
    return (this.#running ??= start(this.#options, this.#store, this.#policy));
  }
}

async function start(options: ApiServerOptions, store: Store, policy: AuditPolicy | undefined): Promise<Running> {
  const { clock = systemClock, log = silentLog, tokens = [], newUid = randomUUID } = options;
  const resources = await loadBuiltinResources();
  const schemas = await loadAllSchemas();
  for (const { table } of resources) store.openTable(table);
  const catalog = createCatalog(resources);
  const key = createSigningKey(options.serviceAccountKey);
  const access = createAccess({ store, clock, tokens, key });
  const registry: Registry = {
    store,
    catalog,
    clock,
    fields: fieldManager,
    admission: [...admissionPlugins, access.escalationCheck],
    allocators: createAllocators(store),
    log,
    newUid,
    newSuffix: randomSuffix,
  };
  const messages = createMessageKinds(schemas);
  const dynamicAdmission = createDynamicAdmission({
    registrations: createRegistrations(store),
    authorizer: access.authorizer,
    callWebhook: options.callWebhook ?? callWebhook,
    serviceUrl: options.serviceUrl ?? (() => undefined),
  });
  const auditFile = options.audit && openAuditFile(options.audit.path, log);
  const handle = createHandler({
    registry,
    audit: auditFile && policy && createAuditTrail({ policy, clock, write: auditFile.write }),
    access,
    dynamicAdmission,
    protobufBodies: createProtobufBodies(messages),
    protobufAnswers: createProtobufAnswers(messages),
    paths: [
      rootPath(catalog),
      discoveryPaths(catalog),
      openApiPaths({ catalog, store, schemas, startedAt: clock.now() }),
      issuerPaths(key),
      probePaths,
      debugPaths({ catalog, store, clock }),
    ],
    log,
  });
  const client = createSystemClient(registry, "kube-apiserver");
  createDefaultNamespaces(client);
  createBootstrapRoles(client);
  createPriorityClasses(client);
  const definitions = startDefinitions({ registry, client, rules: createValidationRules });
  const controllers = (options.controllers ?? true) ? startControllers(registry, schemas, options.simulation) : [];
  return { registry, handle, controllers: [definitions, ...controllers], auditFile };
}

function startControllers(
  registry: Registry,
  schemas: readonly BuiltinSchemas[],
  simulation: SimulationOptions = {},
): readonly Disposable[] {
  const { catalog, clock, store } = registry;
  return [
    startNamespaceLifecycle(createSystemClient(registry, "namespace-controller"), catalog),
    startDefaultAccounts(createSystemClient(registry, "service-account-controller")),
    startGarbageCollector(createSystemClient(registry, "generic-garbage-collector"), catalog),
    startEventExpiry(createSystemClient(registry, "kube-apiserver"), clock),
    startPolicyStatus(createSystemClient(registry, "validatingadmissionpolicy-status-controller"), {
      catalog,
      typeOf: createKindTypes({ catalog, store, schemas }),
    }),
    startSimulation(registry, simulation),
  ];
}

async function loadAllSchemas(): Promise<readonly BuiltinSchemas[]> {
  const schemas = await Promise.all(builtinGroupVersions.map(loadBuiltinSchemas));
  return schemas.filter((loaded) => loaded !== undefined);
}
