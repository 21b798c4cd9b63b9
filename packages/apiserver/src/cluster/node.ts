import type { JsonObject, KubeObject } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import type { Cluster } from "./cluster.ts";
import { timeOf } from "./cluster.ts";
import { nodes } from "./kinds.ts";

export const nodeName = "flux-ts-node";
/** Of the range for documentation (RFC 5737), like all addresses outside of the cluster. */
export const nodeAddress = "198.51.100.1";

const resources: JsonObject = {
  cpu: "1k",
  "ephemeral-storage": "1Pi",
  "hugepages-1Gi": "0",
  "hugepages-2Mi": "0",
  memory: "1Pi",
  pods: "100k",
};

const labels = {
  "beta.kubernetes.io/arch": "amd64",
  "beta.kubernetes.io/os": "linux",
  "kubernetes.io/arch": "amd64",
  "kubernetes.io/hostname": nodeName,
  "kubernetes.io/os": "linux",
};

/** Makes the one node of the cluster, large enough for whatever comes. */
export function ensureNode(cluster: Cluster): void {
  const { kubelet } = cluster;
  const name = { namespace: "", name: nodeName };
  const found = kubelet.get(nodes, name);
  const node = found ?? kubelet.create(nodes, { apiVersion: "v1", kind: "Node", metadata: { name: nodeName, labels } });
  // The taint that nodes come with is taken off once they are ready.
  const spec = { ...(node["spec"] as JsonObject), podCIDR: "10.244.0.0/16", podCIDRs: ["10.244.0.0/16"] };
  const { taints: _taints, ...untainted } = spec as JsonObject;
  const placed = equalJson(node["spec"], untainted) ? node : kubelet.update(nodes, { ...node, spec: untainted });
  if (found === undefined) kubelet.update(nodes, { ...placed, status: nodeStatus(placed, timeOf(cluster)) }, "status");
}

function nodeStatus({ metadata }: KubeObject, time: string): JsonObject {
  return {
    capacity: resources,
    allocatable: resources,
    conditions: [
      condition(
        "MemoryPressure",
        "False",
        "KubeletHasSufficientMemory",
        "kubelet has sufficient memory available",
        time,
      ),
      condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", time),
      condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available", time),
      condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", time),
    ],
    addresses: [
      { type: "InternalIP", address: nodeAddress },
      { type: "Hostname", address: nodeName },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
    nodeInfo: {
      machineID: metadata.uid ?? "",
      systemUUID: metadata.uid ?? "",
      bootID: metadata.uid ?? "",
      kernelVersion: "simulated",
      osImage: "Simulated by flux-ts",
      containerRuntimeVersion: "containerd://2.2.0",
      kubeletVersion: "v1.36.3",
      kubeProxyVersion: "",
      operatingSystem: "linux",
      architecture: "amd64",
    },
  };
}

// oxlint-disable-next-line max-params -- five texts of one line of a table
function condition(type: string, status: string, reason: string, message: string, time: string): JsonObject {
  return { type, status, lastHeartbeatTime: time, lastTransitionTime: time, reason, message };
}
