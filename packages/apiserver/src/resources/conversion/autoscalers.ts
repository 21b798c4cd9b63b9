// HorizontalPodAutoscalers are stored as autoscaling/v2; autoscaling/v1 shows what it has no fields for as annotations.
import type { JsonArray, JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject, parseJson, stringifyJson } from "@flux-ts/base";
import type { Conversion } from "./conversion.ts";

const prefix = "autoscaling.alpha.kubernetes.io/";
const annotations = {
  metrics: `${prefix}metrics`,
  behavior: `${prefix}behavior`,
  conditions: `${prefix}conditions`,
  currentMetrics: `${prefix}current-metrics`,
};

/** Between autoscaling/v1 and what is stored. */
export const autoscalerV1: Conversion = {
  toStored: (object) => {
    const { metrics, behavior, conditions, currentMetrics } = notesOf(object);
    const spec = fieldsOf(object["spec"]);
    const { targetCPUUtilizationPercentage: share, ...rest } = spec;
    const { currentCPUUtilizationPercentage: current, ...status } = fieldsOf(object["status"]);
    const wanted = [
      ...listOf(metrics).map(fromOldMetric),
      ...(share === undefined ? [] : [cpuMetric("target", share)]),
    ];
    const seen = [
      ...listOf(currentMetrics).map(fromOldMetric),
      ...(current === undefined ? [] : [cpuMetric("current", current)]),
    ];
    return {
      ...withoutNotes(object),
      apiVersion: "autoscaling/v2",
      spec: {
        ...rest,
        ...(wanted.length > 0 && { metrics: wanted }),
        ...(behavior !== undefined && { behavior: withInitials(behavior, toLower) }),
      },
      status: {
        ...withoutZero(status, "currentReplicas"),
        currentMetrics: seen.length > 0 ? seen : null,
        ...(conditions !== undefined && { conditions }),
      },
    };
  },
  fromStored: (object) => {
    const { metrics, behavior, ...spec } = fieldsOf(object["spec"]);
    const { currentMetrics, conditions, ...status } = fieldsOf(object["status"]);
    const [share, others] = splitCpu(listOf(metrics), "target");
    const [current, otherCurrent] = splitCpu(listOf(currentMetrics), "current");
    const notes = {
      ...(behavior !== undefined && { [annotations.behavior]: stringifyJson(inOwnSpelling(behavior)) }),
      ...(listOf(conditions).length > 0 && { [annotations.conditions]: stringifyJson(conditions as JsonValue) }),
      ...(otherCurrent.length > 0 && { [annotations.currentMetrics]: stringifyJson(otherCurrent.map(toOldMetric)) }),
      ...(others.length > 0 && { [annotations.metrics]: stringifyJson(others.map(toOldMetric)) }),
    };
    return {
      ...withNotes(object, notes),
      apiVersion: "autoscaling/v1",
      spec: { ...spec, ...(share !== undefined && { targetCPUUtilizationPercentage: share }) },
      status: {
        currentReplicas: 0,
        desiredReplicas: 0,
        ...status,
        ...(current !== undefined && { currentCPUUtilizationPercentage: current }),
      },
    };
  },
};

type Notes = { readonly [name in keyof typeof annotations]?: JsonValue };

function notesOf({ metadata }: KubeObject): Notes {
  const notes = Object.entries(annotations).flatMap(([name, key]) => {
    const text = metadata.annotations?.[key];
    const value = text === undefined ? undefined : tryParse(text);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(notes);
}

function tryParse(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined; // as upstream: what cannot be read says nothing
  }
}

function withoutNotes(object: KubeObject): KubeObject {
  const given = object.metadata.annotations;
  if (given === undefined) return object;
  const kept = Object.entries(given).filter(([key]) => !Object.values(annotations).includes(key));
  const { annotations: _annotations, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: kept.length === 0 ? metadata : { ...metadata, annotations: Object.fromEntries(kept) },
  };
}

function withNotes(object: KubeObject, notes: { readonly [key: string]: string }): KubeObject {
  if (Object.keys(notes).length === 0) return object;
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...notes } } };
}

type Side = "target" | "current";

function cpuMetric(side: Side, share: JsonValue): JsonObject {
  const value = side === "target" ? { type: "Utilization", averageUtilization: share } : { averageUtilization: share };
  return { type: "Resource", resource: { name: "cpu", [side]: value } };
}

/** The share of CPU that v1 has a field for, and all other metrics. */
function splitCpu(metrics: JsonArray, side: Side): readonly [share: JsonValue | undefined, others: JsonArray] {
  let share: JsonValue | undefined;
  const others = metrics.filter((metric) => {
    const resource = isJsonObject(metric) ? fieldsOf(metric["resource"]) : {};
    const { averageUtilization } = fieldsOf(resource[side]);
    if (share !== undefined || resource["name"] !== "cpu" || averageUtilization === undefined) return true;
    share = averageUtilization;
    return false;
  });
  return [share, others];
}

const oldFields: readonly (readonly [fresh: string, old: string])[] = [
  ["averageUtilization", "targetAverageUtilization"],
  ["averageValue", "targetAverageValue"],
  ["value", "targetValue"],
];

/** A metric as v1 writes it: its target lies among its fields. */
function toOldMetric(metric: JsonValue): JsonValue {
  return inSource(metric, ({ target, current, ...source }) => {
    const amount = fieldsOf(target ?? current);
    const amounts = oldFields.flatMap(([fresh, old]) =>
      amount[fresh] === undefined ? [] : [[old, amount[fresh]] as const],
    );
    return { ...source, ...Object.fromEntries<JsonValue>(amounts) };
  });
}

function fromOldMetric(metric: JsonValue): JsonValue {
  return inSource(metric, (source) => {
    const found = oldFields.filter(([, old]) => source[old] !== undefined);
    const rest = Object.fromEntries(Object.entries(source).filter(([name]) => !found.some(([, old]) => old === name)));
    const amounts = Object.fromEntries(found.map(([fresh, old]) => [fresh, source[old]])) as JsonObject;
    return { ...rest, target: { type: targetTypeOf(amounts), ...amounts } };
  });
}

function targetTypeOf(amounts: JsonObject): string {
  if (amounts["averageUtilization"] !== undefined) return "Utilization";
  return amounts["averageValue"] === undefined ? "Value" : "AverageValue";
}

/** Changes what a metric says below the name of its type. */
function inSource(metric: JsonValue, change: (source: JsonObject) => JsonObject): JsonValue {
  if (!isJsonObject(metric)) return metric;
  const entries = Object.entries(metric).map(([name, value]) => [name, isJsonObject(value) ? change(value) : value]);
  return Object.fromEntries(entries) as JsonObject;
}

/** A behaviour in the spelling of upstream's own type, which prints all fields it has. */
function inOwnSpelling(behavior: JsonValue): JsonValue {
  const { scaleUp, scaleDown } = fieldsOf(behavior);
  const rules = (value: JsonValue | undefined): JsonValue => {
    if (value === undefined) return null;
    const {
      stabilizationWindowSeconds = null,
      selectPolicy = null,
      policies = null,
      tolerance = null,
    } = fieldsOf(value);
    return {
      StabilizationWindowSeconds: stabilizationWindowSeconds,
      SelectPolicy: selectPolicy,
      Policies: withInitials(policies, toUpper),
      Tolerance: tolerance,
    };
  };
  return { ScaleUp: rules(scaleUp), ScaleDown: rules(scaleDown) };
}

/** The value with the first letter of every field changed; nulls are left out. */
function withInitials(value: JsonValue, change: (letter: string) => string): JsonValue {
  if (Array.isArray(value)) return (value as JsonArray).map((item) => withInitials(item, change));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(
    entries.map(([name, field]) => [change(name.slice(0, 1)) + name.slice(1), withInitials(field, change)]),
  );
}

function toLower(letter: string): string {
  return letter.toLowerCase();
}

function toUpper(letter: string): string {
  return letter.toUpperCase();
}

function withoutZero(fields: JsonObject, name: string): JsonObject {
  const { [name]: value, ...rest } = fields;
  return value === 0 ? rest : fields;
}

function fieldsOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: JsonValue | undefined): JsonArray {
  return Array.isArray(value) ? (value as JsonArray) : [];
}
