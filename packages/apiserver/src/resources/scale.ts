import type { JsonObject, JsonValue, KubeObject, ObjectMeta } from "@flux-ts/base";
import { getOwn, isJsonObject, parseGroupVersion } from "@flux-ts/base";
import { invalid } from "@flux-ts/kube-schema";
import { internalError } from "../status/errors.ts";
import { invalidObject } from "../status/invalid.ts";
import type { StatusError } from "../status/status.ts";
import type { Projection } from "./projection.ts";
import { scaleType } from "./scale-type.ts";

export const scaleKind = { group: "autoscaling", version: "v1", kind: "Scale" } as const;

/** Where an object says how often it runs; paths such as `.spec.replicas`. */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** The `scale` of workloads of built-in kinds. */
export const workloadScale: Projection = createScale(
  { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
  {
    selectorOf: ({ spec }) => (isJsonObject(spec) ? formatSelector(spec["selector"]) : undefined),
    refused: ({ metadata }, replicas) =>
      invalidObject({ group: "autoscaling", resource: "Scale" }, metadata.name, [
        invalid("spec.replicas", replicas, "must be greater than or equal to 0"),
      ]),
  },
);

/** The `scale` of custom resources. */
export function createCustomScale(paths: ScalePaths): Projection {
  return createScale(paths, {
    selectorOf: (object) => {
      const selector = paths.labelSelectorPath === undefined ? undefined : fieldAtPath(object, paths.labelSelectorPath);
      return typeof selector === "string" && selector !== "" ? selector : undefined;
    },
    refused: ({ apiVersion, kind, metadata }, replicas) =>
      invalidObject({ group: parseGroupVersion(apiVersion).group, resource: kind }, metadata.name, [
        invalid(paths.specReplicasPath, replicas, "should be a non-negative integer"),
      ]),
  });
}

/** Where built-in kinds and custom resources differ. */
interface ScaleStyle {
  readonly selectorOf: (object: KubeObject) => string | undefined;
  /** What is said of a number of replicas that cannot be. */
  readonly refused: (object: KubeObject, replicas: number) => StatusError;
}

function createScale(
  { specReplicasPath, statusReplicasPath }: ScalePaths,
  { selectorOf, refused }: ScaleStyle,
): Projection {
  return {
    kind: scaleKind,
    type: scaleType,
    read: (object, purpose) => {
      const replicas = fieldAtPath(object, specReplicasPath) ?? (purpose === "change" ? 0 : undefined);
      if (typeof replicas !== "number")
        throw internalError(`the spec replicas field "${specReplicasPath}" does not exist`);
      const selector = selectorOf(object);
      return {
        kind: "Scale",
        apiVersion: "autoscaling/v1",
        metadata: identityOf(object.metadata),
        spec: replicas === 0 ? {} : { replicas },
        status: { replicas: fieldAtPath(object, statusReplicasPath) ?? 0, ...(selector !== undefined && { selector }) },
      };
    },
    write: (object, { metadata, spec }) => {
      const replicas = isJsonObject(spec) ? (spec["replicas"] ?? 0) : 0;
      if (typeof replicas === "number" && replicas < 0) throw refused(object, replicas);
      const { resourceVersion = "", uid = object.metadata.uid } = metadata;
      const scaled = withFieldAtPath(object, fieldNames(specReplicasPath), replicas) as KubeObject;
      return { ...scaled, metadata: { ...object.metadata, resourceVersion, ...(uid !== undefined && { uid }) } };
    },
  };
}

function identityOf({ name, namespace, uid, resourceVersion, creationTimestamp }: ObjectMeta): ObjectMeta {
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
    ...(creationTimestamp !== undefined && { creationTimestamp }),
  };
}

/** The value under a plain path such as `.spec.replicas`. */
export function fieldAtPath(object: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (const name of fieldNames(path)) value = isJsonObject(value) ? getOwn(value, name) : undefined;
  return value;
}

function fieldNames(path: string): readonly string[] {
  return path.split(".").filter((name) => name !== "");
}

function withFieldAtPath(object: JsonObject, [name, ...rest]: readonly string[], value: JsonValue): JsonObject {
  if (name === undefined) return object;
  if (rest.length === 0) return { ...object, [name]: value };
  const below = getOwn(object, name);
  return { ...object, [name]: withFieldAtPath(isJsonObject(below) ? below : {}, rest, value) };
}

const operators: { readonly [operator: string]: string } = { In: "in", NotIn: "notin" };

/** A label selector of an object as text: `app=web,tier in (a,b),!legacy`. */
export function formatSelector(selector: JsonValue | undefined): string | undefined {
  if (!isJsonObject(selector)) return undefined;
  // Replication controllers select by labels alone.
  const plain = !Object.hasOwn(selector, "matchLabels") && !Object.hasOwn(selector, "matchExpressions");
  const labels = plain ? selector : isJsonObject(selector["matchLabels"]) ? selector["matchLabels"] : {};
  const terms = Object.entries(labels).map(([key, value]): [string, string] => [key, `${key}=${value as string}`]);
  const expressions = Array.isArray(selector["matchExpressions"]) ? selector["matchExpressions"] : [];
  for (const expression of expressions as readonly SelectorExpression[]) {
    terms.push([expression.key, formatExpression(expression)]);
  }
  return terms
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, term]) => term)
    .join(",");
}

interface SelectorExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

function formatExpression({ key, operator, values = [] }: SelectorExpression): string {
  if (operator === "Exists") return key;
  if (operator === "DoesNotExist") return `!${key}`;
  return `${key} ${operators[operator]} (${values.toSorted().join(",")})`;
}
