// What containers and pods request and are limited to.
import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import {
  addQuantities,
  compareQuantities,
  forbiddenField,
  invalid,
  isMultipleOf,
  notSupported,
  required,
} from "@flux-ts/kube-schema";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, amount, fields, listOf, read, values } from "./check.ts";
import { claimReferences } from "./resource-claims.ts";

const computeResources = new Set(["cpu", "memory", "ephemeral-storage"]);
const hugePages = "hugepages-";

/** What containers may request or be limited to. */
export const computeNames: Check = (value, path) =>
  namesOf(value).flatMap((name) => checkComputeName(name, `${path}[${name}]`));

export const computeAmounts: Check = all(values(amount), computeNames);

function namesOf(amounts: JsonValue | undefined): readonly string[] {
  return isJsonObject(amounts) ? Object.keys(amounts) : [];
}

export function checkComputeName(name: string, path: string): readonly FieldCause[] {
  if (computeResources.has(name) || name.startsWith(hugePages)) return [];
  const causes = checkResourceName(name, path);
  return name.includes("/") ? causes : [...causes, invalid(path, name, "must be a standard resource for containers")];
}

function checkResourceName(name: string, path: string): readonly FieldCause[] {
  if (computeResources.has(name) || name.startsWith(hugePages)) return [];
  const causes = checkQualifiedName(name).map((why) => invalid(path, name, why));
  if (causes.length > 0 || name.includes("/")) return causes;
  return [invalid(path, name, "must be a standard resource type or fully qualified")];
}

/** Whether more may be promised than there is. */
function isShared(name: string): boolean {
  return !name.includes("/") && !name.startsWith(hugePages);
}

const requestsWithinLimits: Check = (value, path) => {
  const [requests, limits] = [read(value, "requests"), read(value, "limits")];
  if (!isJsonObject(requests) || !isJsonObject(limits)) return [];
  return Object.entries(requests).flatMap(([name, request]) => {
    const limit = limits[name];
    const order = limit === undefined ? 0 : compareQuantities(scalarText(request), scalarText(limit));
    if (order === 0 || (order < 0 && isShared(name))) return [];
    const relation = isShared(name) ? "less than or equal to" : "equal to";
    return [invalid(`${path}.requests`, request, `must be ${relation} ${name} limit of ${scalarText(limit)}`)];
  });
};

/** Resources of others cannot be shared out, so they come in whole numbers and are limited. */
const extendedResources: Check = (value, path) => {
  const [requests, limits] = [read(value, "requests"), read(value, "limits")];
  const whole = [
    [requests, `${path}.requests`],
    [limits, `${path}.limits`],
  ] as const;
  const fractions = whole.flatMap(([amounts, field]) =>
    Object.entries(isJsonObject(amounts) ? amounts : {}).flatMap(([name, amount]) =>
      name.includes("/") && /[mun]$/.test(scalarText(amount))
        ? [invalid(`${field}[${name}]`, amount, "must be an integer")]
        : [],
    ),
  );
  const unlimited = namesOf(requests).filter((name) => !isShared(name) && read(limits, name) === undefined);
  const missing = unlimited.map(() => required(`${path}.limits`, "Limit must be set for non overcommitable resources"));
  return [...fractions, ...missing];
};

/** Pages of a size come whole, and only beside what every process needs. */
const wholePages: Check = (value, path) => {
  const fields = ["limits", "requests"];
  const names = fields.flatMap((field) => namesOf(read(value, field)));
  if (!names.some((name) => name.startsWith(hugePages))) return [];
  const torn = fields.flatMap((field) =>
    namesOf(read(value, field)).flatMap((name) => {
      const pages = scalarText(read(value, field, name));
      if (!name.startsWith(hugePages) || isMultipleOf(pages, name.slice(hugePages.length))) return [];
      return [invalid(`${path}.${field}[${name}]`, pages, `${pages} is not positive integer multiple of ${name}`)];
    }),
  );
  const alone = !names.includes("cpu") && !names.includes("memory");
  return [...torn, ...(alone ? [forbiddenField(path, "HugePages require cpu or memory")] : [])];
};

const amounts = fields({ limits: computeAmounts, requests: computeAmounts });

/** What a container asks for, in a pod with these claims. */
export function containerResources(claims: readonly string[]): Check {
  return all(fields({ claims: claimReferences(claims) }), amounts, requestsWithinLimits, extendedResources, wholePages);
}

/** What every pod of a class costs in addition. */
export const overhead: Check = (value, path) => computeAmounts(value, `${path}.limits`);

const podResourceNames: Check = (value, path) =>
  namesOf(value).flatMap((name) => {
    const field = `${path}[${name}]`;
    const unknown = checkResourceName(name, field);
    if (unknown.length > 0) return unknown;
    if (name === "cpu" || name === "memory" || name.startsWith(hugePages)) return [];
    return [notSupported(field, name, ["cpu", hugePages, "memory"])];
  });

const podAmounts = all(values(amount), podResourceNames);

const noClaims: Check = (value, path) =>
  value === undefined ? [] : [forbiddenField(path, "claims may not be set for Resources at pod-level")];

/** What a pod asks for as a whole, with these claims. */
export function podResources(claims: readonly string[]): Check {
  return all(
    fields({ claims: all(claimReferences(claims), noClaims), limits: podAmounts, requests: podAmounts }),
    requestsWithinLimits,
    wholePages,
  );
}

/** A pod asks for no less than its containers together, and lets none of them have more than itself. */
export const containersWithinPod: Check = (spec, path) => {
  const [requests, limits] = [read(spec, "resources", "requests"), read(spec, "resources", "limits")];
  const containers = listOf(read(spec, "containers"));
  const short = namesOf(requests).flatMap((name) => {
    const parts = containers.flatMap((container) => read(container, "resources", "requests", name) ?? []);
    const [sum, own] = [parts.map(scalarText).reduce(addQuantities, "0"), scalarText(read(requests, name))];
    if (compareQuantities(own, sum) >= 0) return [];
    return [
      invalid(
        `${path}.requests[${name}]`,
        own,
        `must be greater than or equal to aggregate container requests of ${sum}`,
      ),
    ];
  });
  const above = containers.flatMap((container, index) =>
    namesOf(limits).flatMap((name) => {
      const [limit, most] = [read(container, "resources", "limits", name), scalarText(read(limits, name))];
      if (limit === undefined || compareQuantities(scalarText(limit), most) <= 0) return [];
      const field = `${path}.containers[${index}][${name}].limits`;
      return [invalid(field, limit, `must be less than or equal to pod limits of ${most}`)];
    }),
  );
  return [...short, ...above];
};
