// Nodes and namespaces.
import type { JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { compareQuantities, duplicate, forbiddenField, invalid } from "@flux-ts/kube-schema";
import { checkLabelValue, checkQualifiedName } from "../../registry/label-syntax.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { fields, filled, isEmpty, items, listOf, neededOneOf, read, text } from "./check.ts";
import type { Rules } from "./rules.ts";
import { checkCidr } from "./syntax.ts";

const taint: Check = fields({
  key: (value, path) => checkQualifiedName(scalarText(value)).map((why) => invalid(path, value ?? "", why)),
  value: filled(text(checkLabelValue)),
  effect: neededOneOf("NoSchedule", "PreferNoSchedule", "NoExecute"),
});

/** Each key has one taint for each effect. */
const distinctTaints: Check = (value, path) => {
  const seen = new Set<string>();
  return listOf(value).flatMap((item, index) => {
    const [key, effect] = [scalarText(read(item, "key")), scalarText(read(item, "effect"))];
    const pair = `${key}:${effect}`;
    if (!seen.has(pair)) return seen.add(pair) && [];
    const shown = {
      Key: key,
      Value: read(item, "value") ?? "",
      Effect: effect,
      TimeAdded: read(item, "timeAdded") ?? null,
    };
    return [duplicateOf(`${path}[${index}]`, shown, "taints must be unique by key and effect pair")];
  });
};

function duplicateOf(path: string, value: JsonValue, why: string): FieldCause {
  const cause = duplicate(path, value);
  return { ...cause, message: `${cause.message}: ${why}` };
}

const amounts: Check = (value, path) =>
  Object.entries(isJsonObject(value) ? value : {}).flatMap(([name, amount]) =>
    compareQuantities(scalarText(amount), "0") < 0
      ? [invalid(`${path}.${name}`, amount, "must be greater than or equal to 0")]
      : [],
  );

export const nodeRules: Rules = {
  check: (node) => [
    // Upstream looks for taints where they were before they had a field.
    ...items(taint)(read(node, "spec", "taints"), "metadata.taints"),
    ...distinctTaints(read(node, "spec", "taints"), "metadata.taints"),
    ...items(text(checkCidr))(read(node, "spec", "podCIDRs"), "spec.podCIDRs"),
    ...amounts(read(node, "status", "capacity"), "status.capacity"),
    ...amounts(read(node, "status", "allocatable"), "status.allocatable"),
  ],
  checkChange: (next, current) => [
    ...setOnce(next, current, "podCIDRs", "podCIDR"),
    ...setOnce(next, current, "providerID", "providerID"),
  ],
};

function setOnce(next: KubeObject, current: KubeObject, field: string, shown: string): readonly FieldCause[] {
  const [now, before] = [read(next["spec"], field), read(current["spec"], field)];
  if (isEmpty(before) || equalJson(now, before)) return [];
  return [forbiddenField(`spec.${field}`, `node updates may not change ${shown} except from "" to valid`)];
}

const standardFinalizer = "kubernetes";

const finalizer: Check = (value, path) => {
  const name = scalarText(value);
  const causes = checkQualifiedName(name).map((why) => invalid(path, name, why));
  if (name.includes("/") || name === standardFinalizer) return causes;
  return [...causes, invalid(path, name, "name is neither a standard finalizer name nor is it fully qualified")];
};

export const namespaceRules: Rules = {
  check: (namespace) =>
    listOf(read(namespace, "spec", "finalizers")).flatMap((name) => finalizer(name, "spec.finalizers")),
};
