import type { JsonObject, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import { randomSuffix } from "../../registry/names.ts";
import type { SystemChange } from "../../system/client.ts";
import type { Cluster } from "../cluster.ts";
import { keyOf, nameOf, objectNameOf, ownerReference, writeStatus } from "../cluster.ts";
import { endpoints, endpointSlices, pods, services } from "../kinds.ts";
import type { Labels, Pod } from "../kinds.ts";
import { wishOf } from "../settings.ts";
import type { Backend } from "./endpoints.ts";
import { backendsOf, subsetsOf } from "./endpoints.ts";

/** Follows the Pods behind Services, and gives load balancers an address. */
export function startServices(cluster: Cluster): Disposable {
  const controller = new Services(cluster);
  const watches = [
    cluster.client.watch(services, (change) => controller.seeService(change)),
    cluster.client.watch(pods, (change) => controller.seePod(change)),
  ];
  return { [Symbol.dispose]: () => watches.forEach((watch) => watch[Symbol.dispose]()) };
}

const serviceLabel = "kubernetes.io/service-name";
const managerLabel = "endpointslice.kubernetes.io/managed-by";
const managerName = "endpointslice-controller.k8s.io";
/** Addresses of load balancers are of the range for documentation (RFC 5737). */
const balancerRange = "192.0.2.";
const balancerCount = 254;

class Services {
  readonly #cluster: Cluster;
  /** Selectors of the Services of each namespace, by name. */
  readonly #selectors = new Map<string, Map<string, Labels>>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  seeService({ before, after }: SystemChange): void {
    const service = after ?? before;
    if (service === undefined) return;
    const { namespace, name } = nameOf(service);
    const known = this.#selectors.get(namespace) ?? new Map<string, Labels>();
    this.#selectors.set(namespace, known);
    const selector = after && selectorOf(after);
    if (selector === undefined) known.delete(name);
    else known.set(name, selector);
    if (after !== undefined) this.#enqueue(keyOf({ namespace, name }));
    else this.#forget(namespace, name);
  }

  seePod({ before, after }: SystemChange): void {
    if (before && after && isSameBackend(before as Pod, after as Pod)) return;
    const { namespace } = nameOf((after ?? before) as KubeObject);
    for (const [name, selector] of this.#selectors.get(namespace) ?? []) {
      const meant = [before, after].some((pod) => pod !== undefined && matches(selector, pod));
      if (meant) this.#enqueue(keyOf({ namespace, name }));
    }
  }

  #enqueue(key: string): void {
    this.#cluster.loop.add(`service ${key}`, () => this.#sync(key));
  }

  #sync(key: string): void {
    const { client } = this.#cluster;
    const service = client.get(services, objectNameOf(key));
    if (service === undefined) return;
    this.#balance(key, service);
    const selector = selectorOf(service);
    if (selector === undefined) return;
    const { namespace } = nameOf(service);
    const meant = (client.list(pods, namespace) as readonly Pod[]).filter((pod) => matches(selector, pod));
    const backends = backendsOf(service, meant);
    this.#writeEndpoints(service, backends);
    this.#writeSlice(service, backends);
  }

  #balance(key: string, service: KubeObject): void {
    const { type, loadBalancerClass } = service["spec"] as JsonObject;
    if (type !== "LoadBalancer" || loadBalancerClass !== undefined) return;
    const { client, clock, loop, wish: preset } = this.#cluster;
    const wish = wishOf([service], preset);
    if (wish.fate !== "ready") return;
    const due = Date.parse(service.metadata.creationTimestamp ?? "") + wish.delayMs;
    if (wish.delayMs > 0 && clock.now() < due) return loop.at(`service ${key}`, due, () => this.#sync(key));
    if (balancerAddressOf(service) !== undefined) return;
    const ip = this.#freeAddress();
    const status = { ...(service["status"] as JsonObject), loadBalancer: { ingress: [{ ip, ipMode: "VIP" }] } };
    writeStatus(client, services, service, status);
    const message = "Ensured load balancer";
    this.#cluster.events.tell(service, { reason: "EnsuredLoadBalancer", message, component: "service-controller" });
  }

  /** An address that no other load balancer has; the last one is shared when there are too many. */
  #freeAddress(): string {
    const used = new Set(this.#cluster.client.list(services).map(balancerAddressOf));
    for (let host = 1; host < balancerCount; host++) {
      if (!used.has(balancerRange + host)) return balancerRange + host;
    }
    return balancerRange + balancerCount;
  }

  #writeEndpoints(service: KubeObject, backends: readonly Backend[]): void {
    const { client } = this.#cluster;
    const found = client.get(endpoints, nameOf(service));
    const subsets = subsetsOf(backends);
    const metadata = { ...nameOf(service), labels: service.metadata.labels ?? {} };
    const wanted = { apiVersion: "v1", kind: "Endpoints", metadata, ...(subsets.length > 0 && { subsets }) };
    if (found === undefined) client.create(endpoints, wanted);
    else if (!equalJson(found["subsets"] ?? [], subsets)) {
      const { subsets: _subsets, ...rest } = found;
      client.update(endpoints, { ...rest, ...(subsets.length > 0 && { subsets }) });
    }
  }

  #writeSlice(service: KubeObject, backends: readonly Backend[]): void {
    const { client } = this.#cluster;
    const { namespace, name } = nameOf(service);
    const found = client
      .list(endpointSlices, namespace)
      .find(({ metadata }) => metadata.labels?.[serviceLabel] === name);
    const content = sliceOf(backends);
    if (found === undefined) {
      client.create(endpointSlices, {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: {
          name: `${name}-${randomSuffix()}`,
          generateName: `${name}-`,
          namespace,
          labels: { ...service.metadata.labels, [managerLabel]: managerName, [serviceLabel]: name },
          ownerReferences: [ownerReference(service)],
        },
        ...content,
      });
    } else if (
      !equalJson(content["endpoints"], found["endpoints"] ?? []) ||
      !equalJson(content["ports"], found["ports"])
    ) {
      client.update(endpointSlices, { ...found, ...content });
    }
  }

  #forget(namespace: string, name: string): void {
    const { client } = this.#cluster;
    if (client.get(endpoints, { namespace, name }) !== undefined) client.delete(endpoints, { namespace, name });
  }
}

function sliceOf(backends: readonly Backend[]): JsonObject {
  const [first] = backends;
  return {
    addressType: "IPv4",
    endpoints: backends.map(({ address, node, ready, target, terminating }) => ({
      addresses: [address],
      conditions: { ready, serving: ready, terminating },
      nodeName: node,
      targetRef: target,
    })),
    ports: first?.ports ?? [],
  };
}

function selectorOf({ spec }: KubeObject): Labels | undefined {
  if (!isJsonObject(spec) || spec["type"] === "ExternalName") return undefined;
  const { selector } = spec;
  return isJsonObject(selector) && Object.keys(selector).length > 0 ? (selector as Labels) : undefined;
}

function matches(selector: Labels, { metadata }: KubeObject): boolean {
  return Object.entries(selector).every(([label, value]) => metadata.labels?.[label] === value);
}

function isSameBackend(a: Pod, b: Pod): boolean {
  return (
    a.status?.podIP === b.status?.podIP &&
    a.status?.conditions === b.status?.conditions &&
    a.metadata.labels === b.metadata.labels &&
    a.metadata.deletionTimestamp === b.metadata.deletionTimestamp
  );
}

function balancerAddressOf({ status }: KubeObject): string | undefined {
  const { loadBalancer } = (status ?? {}) as { loadBalancer?: { ingress?: readonly { ip?: string }[] } };
  return loadBalancer?.ingress?.[0]?.ip;
}
