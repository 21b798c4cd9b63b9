// Limits of a namespace: what containers get that ask for nothing, and what nobody may ask for.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { addQuantities, compareQuantities } from "@flux-ts/kube-schema";
import { withMeta } from "../registry/meta.ts";
import type { Registry, WriteTarget } from "../registry/registry.ts";
import { forbidden } from "../status/errors.ts";
import type { Entry } from "../storage/store.ts";
import type { Admission } from "./admission.ts";
import { scalarText } from "../resources/scalar-text.ts";

type Amounts = { readonly [resource: string]: string };

interface Limit {
  readonly type: string;
  readonly min?: Amounts;
  readonly max?: Amounts;
  readonly default?: Amounts;
  readonly defaultRequest?: Amounts;
  readonly maxLimitRequestRatio?: Amounts;
}

interface Usage {
  readonly requests: Amounts;
  readonly limits: Amounts;
}

export const limitRanger: Admission = {
  create: (registry, target, object) => {
    const { table } = target.served.resource;
    if (target.subresource !== "" || (table !== "/pods" && table !== "/persistentvolumeclaims")) return object;
    const limits = limitsIn(registry, target.namespace);
    if (limits.length === 0) return object;
    const filled = table === "/pods" ? limits.reduce(withDefaults, object) : object;
    refuseBeyond(target, filled, limits);
    return filled;
  },
};

function limitsIn({ store }: Registry, namespace: string): readonly Limit[] {
  const ranges = store.list("/limitranges", { prefix: `${namespace}/` }) as readonly Entry[];
  return ranges.flatMap(({ object }) => (object["spec"] as { readonly limits?: readonly Limit[] }).limits ?? []);
}

const annotation = "kubernetes.io/limit-ranger";

function withDefaults(pod: KubeObject, limit: Limit): KubeObject {
  if (limit.type !== "Container") return pod;
  const notes: string[] = [];
  const spec = isJsonObject(pod["spec"]) ? pod["spec"] : {};
  const fill = (field: string, called: string) =>
    Array.isArray(spec[field])
      ? { [field]: (spec[field] as readonly JsonObject[]).map((item) => fillContainer(item, limit, { called, notes })) }
      : {};
  const filled = {
    ...pod,
    spec: { ...spec, ...fill("containers", "container"), ...fill("initContainers", "init container") },
  };
  if (notes.length === 0) return pod;
  const annotations = { ...pod.metadata.annotations, [annotation]: `LimitRanger plugin set: ${notes.join("; ")}` };
  return withMeta(filled, { annotations });
}

interface Notes {
  readonly called: string;
  readonly notes: string[];
}

function fillContainer(container: JsonObject, limit: Limit, { called, notes }: Notes): JsonObject {
  const resources = isJsonObject(container["resources"]) ? container["resources"] : {};
  const { requests, limits } = usageOf(container);
  const missing = (presets: Amounts = {}, present: Amounts) =>
    Object.keys(presets)
      .filter((name) => present[name] === undefined)
      .toSorted();
  const [noRequest, noLimit] = [missing(limit.defaultRequest, requests), missing(limit.default, limits)];
  const name = scalarText(container["name"]);
  if (noRequest.length > 0) notes.push(`${noRequest.join(", ")} request for ${called} ${name}`);
  if (noLimit.length > 0) notes.push(`${noLimit.join(", ")} limit for ${called} ${name}`);
  if (noRequest.length + noLimit.length === 0) return container;
  return {
    ...container,
    resources: {
      ...resources,
      limits: { ...limit.default, ...limits },
      requests: { ...limit.defaultRequest, ...requests },
    },
  };
}

function usageOf(owner: JsonValue | undefined): Usage {
  const resources = isJsonObject(owner) && isJsonObject(owner["resources"]) ? owner["resources"] : {};
  const { requests = {}, limits = {} } = resources;
  return { requests: requests as Amounts, limits: limits as Amounts };
}

/** @throws StatusError (403) naming everything that is too much or too little. */
function refuseBeyond({ served }: WriteTarget, object: KubeObject, limits: readonly Limit[]): void {
  const usages = usagesOf(object);
  const problems = limits.flatMap((limit) => (usages[limit.type] ?? []).flatMap((usage) => problemsOf(limit, usage)));
  if (problems.length === 0) return;
  const why = problems.length === 1 ? (problems[0] as string) : `[${problems.join(", ")}]`;
  throw forbidden({ group: "", resource: served.resource.plural }, object.metadata.name, why);
}

/** What an object uses, by the types of limits that are about it. */
function usagesOf({ spec, kind }: KubeObject): { readonly [type: string]: readonly Usage[] } {
  const object = isJsonObject(spec) ? spec : {};
  if (kind === "PersistentVolumeClaim") return { PersistentVolumeClaim: [usageOf(object)] };
  const containers = Array.isArray(object["containers"]) ? (object["containers"] as readonly JsonObject[]) : [];
  const usages = containers.map(usageOf);
  return { Container: usages, Pod: [usages.reduce(together, { requests: {}, limits: {} })] };
}

function together(a: Usage, b: Usage): Usage {
  return { requests: sum(a.requests, b.requests), limits: sum(a.limits, b.limits) };
}

function sum(a: Amounts, b: Amounts): Amounts {
  const added = Object.entries(b).map(([name, amount]): [string, string] => {
    const before = a[name];
    return [name, before === undefined ? amount : addQuantities(before, amount)];
  });
  return { ...a, ...Object.fromEntries(added) };
}

function problemsOf({ type, min = {}, max = {} }: Limit, { requests, limits }: Usage): readonly string[] {
  const tooLittle = Object.entries(min).flatMap(([name, least]) => {
    const request = requests[name];
    if (request === undefined) return [`minimum ${name} usage per ${type} is ${least}.  No request is specified`];
    return compareQuantities(request, least) < 0
      ? [`minimum ${name} usage per ${type} is ${least}, but request is ${request}`]
      : [];
  });
  const tooMuch = Object.entries(max).flatMap(([name, most]) => {
    const [limit, request] = [limits[name], requests[name]];
    if (limit === undefined && type !== "PersistentVolumeClaim") {
      return [`maximum ${name} usage per ${type} is ${most}.  No limit is specified`];
    }
    if (limit !== undefined && compareQuantities(limit, most) > 0) {
      return [`maximum ${name} usage per ${type} is ${most}, but limit is ${limit}`];
    }
    return request !== undefined && compareQuantities(request, most) > 0
      ? [`maximum ${name} usage per ${type} is ${most}, but request is ${request}`]
      : [];
  });
  return [...tooLittle, ...tooMuch];
}
