// Where pods may run: beside what, and on which nodes.
import type { JsonValue } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, required } from "@flux-ts/kube-schema";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import { checkLabel } from "../../registry/names.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { all, fields, given, isEmpty, items, listOf, read } from "./check.ts";
import { selector } from "./selectors.ts";

const weight: Check = (value = 0, path) =>
  typeof value === "number" && value >= 1 && value <= 100 ? [] : [invalid(path, value, "must be in the range 1-100")];

const nodeExpression: Check = (value, path) => [
  ...checkValues(scalarText(read(value, "operator")), read(value, "values"), path),
  ...checkQualifiedName(scalarText(read(value, "key"))).map((why) =>
    invalid(`${path}.key`, read(value, "key") ?? "", why),
  ),
];

function checkValues(operator: string, values: JsonValue | undefined, path: string): readonly FieldCause[] {
  const field = `${path}.values`;
  switch (operator) {
    case "In":
    case "NotIn":
      if (!isEmpty(values)) return [];
      return [required(field, "must be specified when `operator` is 'In' or 'NotIn'")];
    case "Exists":
    case "DoesNotExist":
      if (isEmpty(values)) return [];
      return [forbiddenField(field, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    case "Gt":
    case "Lt":
      if (listOf(values).length === 1) return [];
      return [required(field, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
    default:
      return [invalid(`${path}.operator`, operator, "not a valid selector operator")];
  }
}

const nodeField: Check = (value, path) => {
  const [operator, key] = [scalarText(read(value, "operator")), scalarText(read(value, "key"))];
  const values = listOf(read(value, "values"));
  const causes: FieldCause[] = [];
  if (operator !== "In" && operator !== "NotIn") {
    causes.push(invalid(`${path}.operator`, operator, "not a valid selector operator"));
  } else if (values.length !== 1) {
    causes.push(
      required(`${path}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"),
    );
  }
  if (key !== "metadata.name") causes.push(invalid(`${path}.key`, key, "not a valid field selector key"));
  return causes;
};

const nodeTerm: Check = fields({ matchExpressions: items(nodeExpression), matchFields: items(nodeField) });

/** Nodes of which one term at least is true. */
export const nodeSelector: Check = fields({
  nodeSelectorTerms: (value, path) =>
    isEmpty(value) ? [required(path, "must have at least one node selector term")] : items(nodeTerm)(value, path),
});

const nodeAffinity: Check = fields({
  requiredDuringSchedulingIgnoredDuringExecution: given(nodeSelector),
  preferredDuringSchedulingIgnoredDuringExecution: items(fields({ weight, preference: nodeTerm })),
});

const topologyKey: Check = (value, path) => {
  const key = scalarText(value);
  const empty = key === "" ? [required(path, "can not be empty")] : [];
  return [...empty, ...checkQualifiedName(key).map((why) => invalid(path, key, why))];
};

const podTerm: Check = all(
  fields({ labelSelector: given(selector), namespaceSelector: given(selector) }),
  (value, path) =>
    listOf(read(value, "namespaces")).flatMap((name) =>
      // Upstream names neither the list nor the place in it.
      checkLabel(scalarText(name)).map((why) => invalid(`${path}.namespace`, name, why)),
    ),
  (value, path) => topologyKey(read(value, "topologyKey"), `${path}.topologyKey`),
);

const podAffinity: Check = fields({
  requiredDuringSchedulingIgnoredDuringExecution: items(podTerm),
  preferredDuringSchedulingIgnoredDuringExecution: items(fields({ weight, podAffinityTerm: podTerm })),
});

export const affinity: Check = fields({ nodeAffinity, podAffinity, podAntiAffinity: podAffinity });
