import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isReady } from "../pods/kubelet.ts";
import type { Pod } from "../kinds.ts";

/** A Pod behind a Service. */
export interface Backend {
  readonly address: string;
  readonly node: string;
  readonly ready: boolean;
  readonly terminating: boolean;
  readonly target: JsonObject;
  readonly ports: readonly JsonObject[];
}

type ServicePort = {
  readonly name?: string;
  readonly port: number;
  readonly protocol?: string;
  readonly targetPort?: number | string;
  readonly appProtocol?: string;
};

/** The Pods with an address, in the order of their names. */
export function backendsOf({ spec }: KubeObject, pods: readonly Pod[]): readonly Backend[] {
  const { ports = [], publishNotReadyAddresses = false } = spec as {
    readonly ports?: readonly ServicePort[];
    readonly publishNotReadyAddresses?: boolean;
  };
  return pods.flatMap((pod) => {
    const address = pod.status?.podIP;
    const done = pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
    if (address === undefined || done) return [];
    const terminating = pod.metadata.deletionTimestamp !== undefined;
    return {
      address,
      node: pod.spec.nodeName ?? "",
      ready: publishNotReadyAddresses || (isReady(pod) && !terminating),
      terminating,
      target: targetOf(pod),
      ports: ports.flatMap((port) => resolvePort(port, pod) ?? []),
    };
  });
}

/** The port of the Pod that a port of the Service leads to; undefined when it has none of that name. */
function resolvePort({ name = "", port, protocol = "TCP", targetPort, appProtocol }: ServicePort, pod: Pod) {
  const number = typeof targetPort === "string" ? namedPort(targetPort, pod) : (targetPort ?? port);
  if (number === undefined) return undefined;
  return { name, port: number, protocol, ...(appProtocol !== undefined && { appProtocol }) };
}

function namedPort(name: string, { spec }: Pod): number | undefined {
  const all = [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ ports = [] }) => ports);
  return all.find((port) => port.name === name)?.containerPort;
}

function targetOf({ metadata }: Pod): JsonObject {
  const { namespace = "", name, uid = "" } = metadata;
  return { kind: "Pod", namespace, name, uid };
}

/** Backends as the older Endpoints have them: by their ports. */
export function subsetsOf(backends: readonly Backend[]): readonly JsonObject[] {
  const groups = new Map<string, readonly Backend[]>();
  for (const backend of backends.filter(({ terminating }) => !terminating)) {
    const key = JSON.stringify(backend.ports);
    groups.set(key, [...(groups.get(key) ?? []), backend]);
  }
  return [...groups.values()].map((group) => {
    const addresses = group.filter(({ ready }) => ready).map(addressOf);
    const notReadyAddresses = group.filter(({ ready }) => !ready).map(addressOf);
    const ports = (group[0]?.ports ?? []).map(withoutEmptyName);
    return {
      ...(addresses.length > 0 && { addresses }),
      ...(notReadyAddresses.length > 0 && { notReadyAddresses }),
      ...(ports.length > 0 && { ports }),
    };
  });
}

function addressOf({ address, node, target }: Backend): JsonObject {
  return { ip: address, nodeName: node, targetRef: target };
}

function withoutEmptyName({ name, ...rest }: JsonObject): JsonObject {
  return name === "" || name === undefined ? rest : { name, ...rest };
}
