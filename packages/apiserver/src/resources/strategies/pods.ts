import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { Strategy } from "../strategy.ts";
import { withOwnAddressFirst } from "../validation/pod-addresses.ts";
import { selectable, textAt } from "./selectable.ts";

export const podStrategy: Partial<Strategy> = {
  gracePeriodSeconds: podGracePeriod,
  prepareCreate: (pod) => ({ ...pod, status: { phase: "Pending", qosClass: qualityOf(pod) } }),
  prepareUpdate: (next, current, { subresource }) => {
    if (subresource === "status") return withAddresses(next);
    return subresource === "ephemeralcontainers" ? withEphemeralOf(next, current) : next;
  },
  selectableFields: {
    ...selectable(
      "spec.nodeName",
      "spec.restartPolicy",
      "spec.schedulerName",
      "spec.serviceAccountName",
      "status.phase",
      "status.podIP",
      "status.nominatedNodeName",
    ),
    "spec.hostNetwork": (pod) => textAt(pod, "spec.hostNetwork") || "false",
  },
};

function withAddresses(pod: KubeObject): KubeObject {
  const { status } = pod;
  return isJsonObject(status) ? { ...pod, status: withOwnAddressFirst(status) } : pod;
}

/** The pod as it is, with the containers to look into it that are asked for. */
function withEphemeralOf(next: KubeObject, current: KubeObject): KubeObject {
  const { managedFields } = next.metadata;
  const [wanted, spec] = [next["spec"], current["spec"]];
  const { ephemeralContainers: _before, ...kept } = isJsonObject(spec) ? spec : {};
  const list = isJsonObject(wanted) ? wanted["ephemeralContainers"] : undefined;
  const metadata = { ...current.metadata, ...(managedFields && { managedFields }) };
  return { ...current, metadata, spec: { ...kept, ...(list !== undefined && { ephemeralContainers: list }) } };
}

/** Pods that were never placed, or are done, have nothing to stop. */
function podGracePeriod(pod: KubeObject): number {
  const spec = pod["spec"] as { readonly nodeName?: string; readonly terminationGracePeriodSeconds?: number };
  const phase = textAt(pod, "status.phase");
  if (!spec.nodeName || phase === "Succeeded" || phase === "Failed") return 0;
  return spec.terminationGracePeriodSeconds ?? 30;
}

/** How a pod's containers are served when a node runs short: by what they request and are limited to. */
function qualityOf({ spec }: KubeObject): string {
  const { containers, initContainers } = spec as { readonly [field: string]: readonly JsonObject[] | null };
  const all = [...(containers ?? []), ...(initContainers ?? [])].map(({ resources }) =>
    isJsonObject(resources) ? resources : {},
  );
  const amounts = all.map(({ requests, limits }) => ({ requests: computeIn(requests), limits: computeIn(limits) }));
  if (amounts.every(({ requests, limits }) => requests === "" && limits === "")) return "BestEffort";
  const guaranteed = amounts.every(({ requests, limits }) => requests === limits && limits.split(",").length === 2);
  return guaranteed ? "Guaranteed" : "Burstable";
}

function computeIn(amounts: unknown): string {
  const known = isJsonObject(amounts) ? amounts : {};
  return ["cpu", "memory"]
    .filter((resource) => known[resource] !== undefined)
    .map((resource) => `${resource}=${known[resource] as string}`)
    .join(",");
}
