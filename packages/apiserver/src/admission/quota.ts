// Quotas of a namespace: how much of what it may have.
import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { addQuantities, compareQuantities } from "@flux-ts/kube-schema";
import type { Registry, WriteTarget } from "../registry/registry.ts";
import { readObject } from "../registry/registry.ts";
import { updateObject } from "../registry/update.ts";
import { forbidden } from "../status/errors.ts";
import type { Entry } from "../storage/store.ts";
import type { Admission } from "./admission.ts";

export type Amounts = { readonly [resource: string]: string };

const table = "/resourcequotas";

/** Refuses what exceeds a quota, and counts what does not. Quotas hold as far as their status says what is used. */
export const resourceQuota: Admission = {
  check: (registry, target, { object, old }) => {
    const { served, namespace, subresource, dryRun } = target;
    if (object === undefined || old !== undefined) return;
    if (!served.resource.namespaced || subresource !== "" || served.resource.table === table) return;
    const quotas = registry.store.list(table, { prefix: `${namespace}/` }) as readonly Entry[];
    if (quotas.length === 0) return;
    const wanted = usageOf(served.resource.table, object);
    const charged = quotas.flatMap((entry) => {
      const used = chargedFor(target, object, { quota: entry.object, wanted });
      return used === undefined ? [] : [{ entry, used }];
    });
    if (!dryRun) for (const { entry, used } of charged) writeUsed(registry, target, entry, used);
  },
};

interface Charge {
  readonly quota: KubeObject;
  readonly wanted: Amounts;
}

/**
 * What is used of a quota with the object; undefined when the quota is not about it.
 *
 * @throws StatusError (403) when it is too much.
 */
function chargedFor({ served }: WriteTarget, object: KubeObject, { quota, wanted }: Charge): Amounts | undefined {
  const status = isJsonObject(quota["status"]) ? quota["status"] : {};
  const [hard, used] = [(status["hard"] ?? {}) as Amounts, (status["used"] ?? {}) as Amounts];
  const names = Object.keys(wanted)
    .filter((name) => hard[name] !== undefined && used[name] !== undefined)
    .toSorted();
  if (names.length === 0) return undefined;
  const sums = Object.fromEntries(names.map((name) => [name, addQuantities(used[name] ?? "0", wanted[name] ?? "0")]));
  const beyond = names.filter((name) => compareQuantities(sums[name] ?? "0", hard[name] ?? "0") > 0);
  if (beyond.length > 0) {
    const show = (amounts: Amounts) => beyond.map((name) => `${name}=${amounts[name]}`).join(",");
    const why = `exceeded quota: ${quota.metadata.name}, requested: ${show(wanted)}, used: ${show(used)}, limited: ${show(hard)}`;
    throw forbidden({ group: served.resource.group, resource: served.resource.plural }, object.metadata.name, why);
  }
  return { ...used, ...sums };
}

function writeUsed(registry: Registry, target: WriteTarget, entry: Entry, used: Amounts): void {
  const served = registry.catalog.find("", "v1", "resourcequotas");
  if (served === undefined || readObject(registry, served, entry.key) === undefined) return;
  const write = {
    ...target,
    served,
    name: entry.object.metadata.name,
    subresource: "status",
    manager: "kube-apiserver",
  };
  updateObject(registry, write, entry, (quota) => {
    const status = isJsonObject(quota["status"]) ? quota["status"] : {};
    return { ...quota, status: { ...status, used } };
  });
}

/** Resources that quotas count by a name of their own; all can be counted as `count/NAME.GROUP`. */
const counted = new Set([
  "/configmaps",
  "/persistentvolumeclaims",
  "/pods",
  "/replicationcontrollers",
  "/secrets",
  "/services",
]);

/** What an object of a table uses of quotas, by the names that quotas have for it. */
export function usageOf(of: string, object: KubeObject): Amounts {
  const [group = "", plural = ""] = of.split("/");
  const count = { [`count/${group === "" ? plural : `${plural}.${group}`}`]: "1" };
  const named = counted.has(of) ? { ...count, [plural]: "1" } : count;
  const spec = isJsonObject(object["spec"]) ? object["spec"] : {};
  switch (of) {
    case "/pods":
      return { ...named, ...computeOf(spec) };
    case "/services":
      return { ...named, ...exposureOf(spec) };
    case "/persistentvolumeclaims":
      return { ...named, ...prefixed("requests.", requestsOf(spec)) };
    default:
      return named;
  }
}

function exposureOf({ type, ports }: JsonObject): Amounts {
  const count = String(Array.isArray(ports) ? ports.length : 0);
  if (type === "NodePort") return { "services.nodeports": count };
  return type === "LoadBalancer" ? { "services.nodeports": count, "services.loadbalancers": "1" } : {};
}

function computeOf(spec: JsonObject): Amounts {
  const containers = Array.isArray(spec["containers"]) ? (spec["containers"] as readonly JsonObject[]) : [];
  const total = (field: "requests" | "limits") =>
    containers
      .map(({ resources }) => (isJsonObject(resources) ? ((resources[field] ?? {}) as Amounts) : {}))
      .reduce((sums, amounts) => addAmounts(sums, amounts), {});
  const requests = total("requests");
  return { ...requests, ...prefixed("requests.", requests), ...prefixed("limits.", total("limits")) };
}

function requestsOf({ resources }: JsonObject): Amounts {
  return isJsonObject(resources) ? ((resources["requests"] ?? {}) as Amounts) : {};
}

export function addAmounts(a: Amounts, b: Amounts): Amounts {
  const sums = Object.entries(b).map(([name, amount]) => [name, addQuantities(a[name] ?? "0", amount)]);
  return { ...a, ...(Object.fromEntries(sums) as Amounts) };
}

function prefixed(prefix: string, amounts: Amounts): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [`${prefix}${name}`, amount]));
}
