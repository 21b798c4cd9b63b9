// Horizontal pod autoscalers.
import type { JsonValue } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, required } from "@flux-ts/kube-schema";
import type { Check } from "./check.ts";
import { all, at, fields, items, listOf, read } from "./check.ts";
import { metric, scalingRules, segment } from "./metrics.ts";
import type { Rules } from "./rules.ts";
import { scalarText } from "../scalar-text.ts";

const target: Check = all(fields({ kind: segment(), name: segment() }), (value, path) => {
  const [version = "", kind = ""] = [read(value, "apiVersion"), read(value, "kind")];
  // The one kind of the core group that scales.
  if (scalarText(version).includes("/") || (version === "v1" && kind === "ReplicationController")) return [];
  return [invalid(at(path, "apiVersion"), version, "apiVersion must specify API group")];
});

/** How many pods there may be. */
function checkReplicas(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const [least, most] = [read(value, "minReplicas"), read(value, "maxReplicas") ?? 0];
  const causes: FieldCause[] = [];
  if (typeof most !== "number") return causes;
  const field = at(path, "maxReplicas");
  if (most === 0) causes.push(required(field, "must be set and greater than 0"));
  if (most < 0) causes.push(invalid(field, most, "must be greater than or equal to 1"));
  if (typeof least !== "number") return causes;
  if (least < 1) causes.push(invalid(at(path, "minReplicas"), least, "must be greater than or equal to 1"));
  if (most < least) causes.push(invalid(field, most, "must be greater than or equal to `minReplicas`"));
  return least === 0 ? [...causes, ...checkScaleToZero(value, path)] : causes;
}

function checkScaleToZero(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const metrics = listOf(read(value, "metrics"));
  if (metrics.some((item) => read(item, "type") === "Object" || read(item, "type") === "External")) return [];
  const why = "must specify at least one Object or External metric to support scaling to zero replicas";
  return [forbiddenField(at(path, "metrics"), why)];
}

export const autoscalerRules: Rules = {
  check: fields({
    spec: all(
      fields({
        scaleTargetRef: target,
        metrics: items(metric),
        behavior: fields({ scaleUp: scalingRules, scaleDown: scalingRules }),
      }),
      checkReplicas,
    ),
  }),
};
