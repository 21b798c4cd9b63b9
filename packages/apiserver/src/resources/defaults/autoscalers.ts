import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { fill, inField, inSpec } from "./fill.ts";

const cpuMetric = {
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
};

export const defaultAutoscaler = inSpec((spec) => {
  const filled = fill(spec, { minReplicas: 1, metrics: [cpuMetric] });
  return inField(filled, "behavior", defaultBehavior);
});

/** Metrics that autoscaling/v1 has no fields for stand in this annotation; with them, CPU need not count. */
const otherMetrics = "autoscaling.alpha.kubernetes.io/metrics";

export function defaultAutoscalerV1(object: KubeObject): KubeObject {
  const measured = object.metadata.annotations?.[otherMetrics] !== undefined;
  const presets = { minReplicas: 1, ...(!measured && { targetCPUUtilizationPercentage: 80 }) };
  return inSpec((spec) => fill(spec, presets))(object);
}

const doubling = { type: "Percent", value: 100, periodSeconds: 15 };

/** Where a behaviour is given at all, the direction that is not mentioned gets upstream's usual one. */
function defaultBehavior(behavior: JsonObject): JsonObject {
  const up = {
    stabilizationWindowSeconds: 0,
    selectPolicy: "Max",
    policies: [{ type: "Pods", value: 4, periodSeconds: 15 }, doubling],
  };
  const down = { selectPolicy: "Max", policies: [doubling] };
  const rules = (direction: string, presets: JsonObject) =>
    fill(isJsonObject(behavior[direction]) ? behavior[direction] : {}, presets);
  return { ...behavior, scaleUp: rules("scaleUp", up), scaleDown: rules("scaleDown", down) };
}
