// Workloads: their selectors have to find the pods they make, and never change.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject, sortKeys } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, notSupported, required } from "@flux-ts/kube-schema";
import { checkLabel, checkSubdomain } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import {
  all,
  at,
  atLeast,
  fields,
  filled,
  given,
  isEmpty,
  items,
  listOf,
  needed,
  oneOf,
  read,
  text,
  unchanged,
} from "./check.ts";
import { selectorInOrder } from "../internal/metadata-order.ts";
import { scalarText } from "../scalar-text.ts";
import { claimSpec } from "./claims.ts";
import { podTemplate } from "./pod-spec.ts";
import { podSpecWarnings } from "./pod-warnings.ts";
import type { Rules } from "./rules.ts";
import { isEmptySelector, selector, selects } from "./selectors.ts";

/** `spec.selector` of a workload and the labels of its pods; `kind` is how upstream calls it. */
function selecting(kind: string, { mayBeMissing = false } = {}): Check {
  return (value, path) => {
    const given = read(value, "selector");
    const field = at(path, "selector");
    const causes: FieldCause[] = [...selector(given, field)];
    if (given === undefined && !mayBeMissing) causes.push(required(field));
    if (isJsonObject(given) && isEmptySelector(given)) {
      causes.push(invalid(field, given, `empty selector is invalid for ${kind}`));
    }
    // What is no selector selects nothing, and is said to be none once more.
    if (isJsonObject(given) && selector(given, field).length > 0 && operators(given).some((name) => !known.has(name))) {
      return [...causes, invalid(field, selectorInOrder(given), "invalid label selector")];
    }
    return [...causes, ...checkMatch(value, path)];
  };
}

const known = new Set(["In", "NotIn", "Exists", "DoesNotExist"]);

function operators(value: JsonObject): readonly string[] {
  return listOf(value["matchExpressions"]).map((expression) => scalarText(read(expression, "operator")));
}

/** Whether the pods of a template are selected. */
export function checkMatch(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const labels = read(value, "template", "metadata", "labels");
  if (selects(read(value, "selector"), isJsonObject(labels) ? labels : {})) return [];
  return [
    invalid(
      at(path, "template.metadata.labels"),
      sortKeys(labels ?? null),
      "`selector` does not match template `labels`",
    ),
  ];
}

/** Pods that are to run on and on. */
const runsForever: Check = (value, path) => {
  const policy = read(value, "template", "spec", "restartPolicy");
  const deadline = read(value, "template", "spec", "activeDeadlineSeconds");
  const pod = at(path, "template.spec");
  return [
    ...(policy === undefined || policy === "Always" ? [] : [notSupported(`${pod}.restartPolicy`, policy, ["Always"])]),
    ...(deadline === undefined
      ? []
      : [forbiddenField(`${pod}.activeDeadlineSeconds`, "activeDeadlineSeconds in ReplicaSet is not Supported")]),
  ];
};

const counts = { replicas: atLeast(0), minReadySeconds: atLeast(0), revisionHistoryLimit: atLeast(0) };

/** Stateful sets keep their history as long as they like. */
const statefulPods: Check = all(
  (value, path) =>
    fields({ replicas: atLeast(0), minReadySeconds: atLeast(0), template: podTemplate })(withClaims(value), path),
  (value, path) => runsForever(value, path),
);

/** A stateful set whose template has the claims that its pods get, as volumes before its own. */
function withClaims(value: JsonValue | undefined): JsonValue | undefined {
  const template = read(value, "template");
  const spec = read(template, "spec");
  const claims = listOf(read(value, "volumeClaimTemplates")).flatMap((claim) => {
    const name = read(claim, "metadata", "name");
    return name === undefined ? [] : [{ name, persistentVolumeClaim: { claimName: name } }];
  });
  if (claims.length === 0 || !isJsonObject(value) || !isJsonObject(template) || !isJsonObject(spec)) return value;
  const names = new Set(claims.map(({ name }) => name));
  const own = listOf(spec["volumes"]).filter((volume) => !names.has(read(volume, "name") ?? null));
  return { ...value, template: { ...template, spec: { ...spec, volumes: [...claims, ...own] } } };
}

const pods = all(fields({ ...counts, template: podTemplate }), runsForever);

export const intOrPercent: Check = (value, path) => {
  if (typeof value === "number") return atLeast(0)(value, path);
  if (typeof value !== "string" || /^\d+%$/.test(value)) return [];
  const why =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for " +
    "validation is '[0-9]+%')";
  return [invalid(path, value, why)];
};

export const notMoreThanAll: Check = (value, path) =>
  typeof value === "string" && /^\d+%$/.test(value) && Number.parseInt(value, 10) > 100
    ? [invalid(path, value, "must not be greater than 100%")]
    : [];

function isNone(value: JsonValue | undefined): boolean {
  return value === undefined || value === 0 || value === "0%";
}

const rolling: Check = all(
  fields({ maxUnavailable: all(intOrPercent, notMoreThanAll), maxSurge: intOrPercent }),
  (value, path) => {
    const [unavailable, surge] = [read(value, "maxUnavailable"), read(value, "maxSurge")];
    if (!isNone(unavailable) || !isNone(surge)) return [];
    return [invalid(`${path}.maxUnavailable`, unavailable ?? 0, "may not be 0 when `maxSurge` is 0")];
  },
);

/** Upstream shows the whole strategy in its own spelling. */
function knownStrategy(value: JsonValue | undefined, path: string, known: readonly string[]): readonly FieldCause[] {
  const type = read(value, "type") ?? "";
  if (type === "" || known.includes(scalarText(type))) return [];
  return [notSupported(path, { Type: type, RollingUpdate: null }, known)];
}

const deploymentStrategy: Check = (value, path) => {
  const update = read(value, "rollingUpdate");
  const known = knownStrategy(value, path, ["Recreate", "RollingUpdate"]);
  if (update === undefined) return known;
  if (read(value, "type") !== "Recreate") return [...known, ...rolling(update, `${path}.rollingUpdate`)];
  return [forbiddenField(`${path}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
};

const deadline: Check = (value, path) => {
  const [seconds, ready] = [read(value, "progressDeadlineSeconds"), read(value, "minReadySeconds") ?? 0];
  if (typeof seconds !== "number" || typeof ready !== "number") return [];
  const field = at(path, "progressDeadlineSeconds");
  return [
    ...atLeast(0)(seconds, field),
    ...(seconds <= ready ? [invalid(field, seconds, "must be greater than minReadySeconds")] : []),
  ];
};

/** The numbers of a status cannot be less than none, nor more than all; `parts` are what is not more than all. */
function counted(...parts: readonly string[]): Check {
  return (value, path) => {
    const object: JsonObject = isJsonObject(value) ? value : {};
    const number = (field: string) => (typeof object[field] === "number" ? object[field] : 0);
    const exceeding = (field: string, other: string, called: string) =>
      number(field) > number(other)
        ? [invalid(at(path, field), number(field), `cannot be greater than ${called}`)]
        : [];
    return [
      ...["replicas", ...parts, "unavailableReplicas", "observedGeneration"].flatMap((field) =>
        atLeast(0)(number(field), at(path, field)),
      ),
      ...parts.flatMap((field) => exceeding(field, "replicas", "status.replicas")),
      ...exceeding("availableReplicas", "readyReplicas", "readyReplicas"),
    ];
  };
}

const deploymentStatus = counted("updatedReplicas", "readyReplicas", "availableReplicas");
const replicaSetStatus = counted("fullyLabeledReplicas", "readyReplicas", "availableReplicas");

function keepsSelector(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  return unchanged(read(next["spec"], "selector"), read(current["spec"], "selector"), "spec.selector");
}

/** Names that cannot be host names; pods are named after the workload. */
export function warnOfName({ metadata }: KubeObject): readonly string[] {
  const problems = checkLabel(metadata.name);
  if (problems.length === 0 || checkSubdomain(metadata.name).length > 0) return [];
  const why = "this is used in Pod names and hostnames, which can result in surprising behavior";
  return [`metadata.name: ${why}; a DNS label is recommended: [${problems.join(", ")}]`];
}

/** What is unwise about the pods of a workload, after its name. */
function warnOfPods(object: KubeObject): readonly string[] {
  return [...warnOfName(object), ...templateWarnings(object)];
}

/** What is unwise about the pods that a template makes. */
export function templateWarnings({ spec }: KubeObject): readonly string[] {
  return podSpecWarnings(read(spec, "template", "spec"), "spec.template.spec");
}

export const deploymentRules: Rules = {
  check: fields({
    spec: all(selecting("deployment"), pods, deadline, fields({ strategy: deploymentStrategy })),
    status: deploymentStatus,
  }),
  checkChange: keepsSelector,
  warn: warnOfPods,
};

export const replicaSetRules: Rules = {
  check: fields({ spec: all(selecting("deployment"), pods), status: replicaSetStatus }),
  checkChange: keepsSelector,
  warn: warnOfPods,
};

const daemonStrategy: Check = (value, path) => {
  const known = knownStrategy(value, path, ["RollingUpdate", "OnDelete"]);
  const update = read(value, "rollingUpdate");
  if (known.length > 0 || update === undefined || read(value, "type") !== "RollingUpdate") return known;
  const [unavailable, surge, field] = [
    read(update, "maxUnavailable"),
    read(update, "maxSurge"),
    `${path}.rollingUpdate`,
  ];
  const causes = fields({
    maxUnavailable: all(intOrPercent, notMoreThanAll),
    maxSurge: all(intOrPercent, notMoreThanAll),
  })(update, field);
  if (isNone(unavailable) && isNone(surge)) {
    return [...causes, required(`${field}.maxUnavailable`, "cannot be 0 when maxSurge is 0")];
  }
  if (isNone(unavailable) || isNone(surge)) return causes;
  return [...causes, invalid(`${field}.maxSurge`, surge ?? 0, "may not be set when maxUnavailable is non-zero")];
};

export const daemonSetRules: Rules = {
  check: fields({
    spec: all(selecting("daemonset", { mayBeMissing: true }), pods, fields({ updateStrategy: daemonStrategy })),
  }),
  checkChange: keepsSelector,
  warn: templateWarnings,
};

const frozen =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
  "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

const movable = new Set([
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "revisionHistoryLimit",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
]);

const statefulStrategy: Check = (value, path) => {
  const type = read(value, "type") ?? "";
  const update = read(value, "rollingUpdate");
  if (type !== "RollingUpdate" && type !== "OnDelete" && type !== "") {
    return [invalid(path, { Type: type, RollingUpdate: null }, "must be 'RollingUpdate' or 'OnDelete'")];
  }
  if (type === "OnDelete" && update !== undefined) {
    const shown = { Partition: read(update, "partition") ?? 0, MaxUnavailable: read(update, "maxUnavailable") ?? null };
    return [invalid(`${path}.rollingUpdate`, shown, "only allowed for updateStrategy 'RollingUpdate'")];
  }
  return fields({ partition: atLeast(0) })(update, `${path}.rollingUpdate`);
};

/** Claims become volumes of the pods, before those that the template has itself. */
const claimedVolumes: Check = (value, path) =>
  listOf(read(value, "volumeClaimTemplates")).flatMap((claim, index) => {
    const name = scalarText(read(claim, "metadata", "name"));
    return checkLabel(name).map((why) => invalid(`${path}.template.spec.volumes[${index}].name`, name, why));
  });

export const statefulSetRules: Rules = {
  check: fields({
    spec: all(
      selecting("statefulset"),
      statefulPods,
      fields({
        podManagementPolicy: filled(managementPolicy),
        updateStrategy: statefulStrategy,
        serviceName: filled(text(checkLabel)),
        ordinals: fields({ start: atLeast(0) }),
        persistentVolumeClaimRetentionPolicy: given(
          fields({ whenDeleted: oneOf("Retain", "Delete"), whenScaled: oneOf("Retain", "Delete") }),
        ),
        volumeClaimTemplates: items(fields({ spec: claimSpec })),
      }),
      claimedVolumes,
    ),
  }),
  checkChange: (next, current) => {
    const fixed = (object: KubeObject) =>
      Object.fromEntries(
        Object.entries(isJsonObject(object["spec"]) ? object["spec"] : {}).filter(([field]) => !movable.has(field)),
      );
    return equalJson(fixed(next), fixed(current)) ? [] : [forbiddenField("spec", frozen)];
  },
  warn: warnOfPods,
};

/** The state of a workload at some time: once made, only its number may change. */
export const controllerRevisionRules: Rules = {
  check: fields({ revision: atLeast(0) }),
  checkNew: fields({ data: needed("data is mandatory") }),
  checkChange: (next, current) => unchanged(next["data"], current["data"], "data"),
};

function managementPolicy(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  if (value === "OrderedReady" || value === "Parallel") return [];
  return [invalid(path, value ?? "", "must be 'OrderedReady' or 'Parallel'")];
}

export const replicationControllerRules: Rules = {
  check: fields({
    spec: all(
      fields({
        ...counts,
        template: (template, path) => (template === undefined ? [required(path)] : podTemplate(template, path)),
      }),
      runsForever,
      (value, path) => {
        const wanted = read(value, "selector");
        if (!isJsonObject(wanted) || isEmpty(Object.keys(wanted))) return [required(at(path, "selector"))];
        const template = read(value, "template");
        if (template === undefined) return [];
        return checkMatch({ selector: { matchLabels: wanted }, template: template ?? null }, path);
      },
    ),
  }),
  warn: warnOfPods,
};
