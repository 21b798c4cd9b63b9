// What autoscalers measure, and how fast they act on it.
import type { JsonValue } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { compareQuantities, forbiddenField, invalid, notSupported, required } from "@flux-ts/kube-schema";
import { checkLabel } from "../../registry/names.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { amount, fields, isEmpty, items, listOf, oneOf, read, text } from "./check.ts";
import { checkComputeName } from "./resources.ts";
import { selector } from "./selectors.ts";

const metricTypes = ["ContainerResource", "External", "Object", "Pods", "Resource"];
const targetTypes = ["Utilization", "Value", "AverageValue"];

/** A name that can stand in a path. */
export function segment(why = ""): Check {
  return (value, path) => {
    if (isEmpty(value)) return [required(path, why)];
    const name = scalarText(value ?? "");
    return ["/", "%"]
      .filter((part) => name.includes(part))
      .map((part) => invalid(path, name, `may not contain '${part}'`));
  };
}

export const metric: Check = (value, path) => {
  const type = scalarText(read(value, "type") ?? "");
  const given = Object.keys(sources).filter((name) => read(value, name) !== undefined);
  const causes = given.flatMap((name) => sources[name]?.(read(value, name), `${path}.${name}`) ?? []);
  if (type === "") causes.push(required(`${path}.type`, "must specify a metric source type"));
  const unknown = oneOf(...metricTypes)(type, `${path}.type`);
  // Upstream finds this twice.
  if (unknown.length > 0) return [...causes, ...unknown, ...unknown];
  const field = type.slice(0, 1).toLowerCase() + type.slice(1);
  const others = given.filter((name) => name !== field);
  return [
    ...causes,
    ...(given.includes(field)
      ? []
      : [required(`${path}.${field}`, "must populate information for the given metric source")]),
    ...others.map((name) => forbiddenField(`${path}.${name}`, "must populate the given metric source only")),
  ];
};

/** What is wrong with a target, and with what it must say. */
function target(demand: (target: JsonValue | undefined, path: string) => readonly FieldCause[]): Check {
  return (value, path) => [...checkTarget(value, path), ...demand(value, path)];
}

function checkTarget(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const type = read(value, "type") ?? "";
  const share = read(value, "averageUtilization");
  const causes: FieldCause[] = [];
  if (type === "") causes.push(required(`${path}.type`, "must specify a metric target type"));
  if (!targetTypes.includes(scalarText(type))) {
    causes.push(invalid(`${path}.type`, type, "must be either Utilization, Value, or AverageValue"));
  }
  for (const field of ["value", "averageValue"]) {
    const amount = read(value, field);
    if (typeof amount === "string" && compareQuantities(amount, "0") <= 0) {
      causes.push(invalid(`${path}.${field}`, amount, "must be positive"));
    }
  }
  if (typeof share === "number" && share < 1) {
    causes.push(invalid(`${path}.averageUtilization`, share, "must be greater than 0"));
  }
  return causes;
}

const shareOrAmount = target((value, path) => {
  const [share, amount] = [read(value, "averageUtilization"), read(value, "averageValue")];
  const field = `${path}.averageUtilization`;
  if (share === undefined && amount === undefined) {
    return [required(field, "must set either a target raw value or a target utilization")];
  }
  if (share === undefined || amount === undefined) return [];
  return [forbiddenField(`${path}.averageValue`, "may not set both a target raw value and a target utilization")];
});

function eitherAmount(why: string): Check {
  return target((value, path) => {
    const [whole, average] = [read(value, "value"), read(value, "averageValue")];
    return whole === undefined && average === undefined ? [required(`${path}.averageValue`, why)] : [];
  });
}

const perPod = target((value, path) =>
  read(value, "averageValue") === undefined
    ? [required(`${path}.averageValue`, "must specify a positive target averageValue")]
    : [],
);

const identity = fields({ name: segment("must specify a metric name"), selector });
const resourceName: Check = (value, path) => (isEmpty(value) ? [required(path, "must specify a resource name")] : []);
/** Upstream looks at the name only where it is that of one container. */
const containerResourceName: Check = (value, path) =>
  isEmpty(value) ? resourceName(value, path) : checkComputeName(scalarText(value ?? ""), path);
const container: Check = (value, path) =>
  isEmpty(value) ? [required(path, "must specify a container")] : text(checkLabel)(value, path);

const sources: { readonly [field: string]: Check } = {
  containerResource: fields({ name: containerResourceName, container, target: shareOrAmount }),
  external: fields({
    metric: identity,
    target: eitherAmount("must set either a target value for metric or a per-pod target"),
  }),
  object: fields({
    describedObject: fields({ kind: segment(), name: segment() }),
    metric: identity,
    target: eitherAmount("must set either a target value or averageValue"),
  }),
  pods: fields({ metric: identity, target: perPod }),
  resource: fields({ name: resourceName, target: shareOrAmount }),
};

const policy: Check = (value, path) => {
  const [type, amount, period] = ["type", "value", "periodSeconds"].map((field) => read(value, field));
  const causes: FieldCause[] = [];
  if (type !== "Percent" && type !== "Pods") causes.push(notSupported(`${path}.type`, type ?? "", ["Percent", "Pods"]));
  const positive = (number: JsonValue, field: string): void => {
    if (Number(number) <= 0) causes.push(invalid(`${path}.${field}`, number, "must be greater than zero"));
  };
  positive(amount ?? 0, "value");
  positive(period ?? 0, "periodSeconds");
  if (Number(period) > 1800) {
    causes.push(invalid(`${path}.periodSeconds`, period ?? 0, "must be less than or equal to 1800"));
  }
  return causes;
};

const choices = ["Disabled", "Max", "Min"];

/** How fast the number of pods goes up or down. */
export const scalingRules: Check = (value, path) => {
  if (value === undefined) return [];
  const [seconds, choice] = [read(value, "stabilizationWindowSeconds"), read(value, "selectPolicy")];
  const causes: FieldCause[] = [];
  const field = `${path}.stabilizationWindowSeconds`;
  if (Number(seconds) < 0) causes.push(invalid(field, seconds ?? 0, "must be greater than or equal to zero"));
  if (Number(seconds) > 3600) causes.push(invalid(field, seconds ?? 0, "must be less than or equal to 3600"));
  const tolerance = read(value, "tolerance");
  if (choice !== undefined) causes.push(...oneOf(...choices)(choice, `${path}.selectPolicy`));
  const policies = read(value, "policies");
  if (listOf(policies).length === 0) {
    causes.push(required(`${path}.policies`, "must specify at least one Policy"));
  }
  return [...causes, ...amount(tolerance, `${path}.tolerance`), ...items(policy)(policies, `${path}.policies`)];
};
