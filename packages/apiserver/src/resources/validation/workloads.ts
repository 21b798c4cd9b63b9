// Workloads: their selectors have to find the pods they make, and never change.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject, sortKeys } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, notSupported, required } from "@flux-ts/kube-schema";
import { checkLabel, checkSubdomain } from "../../registry/names.ts";
import type { Check } from "./check.ts";
import { all, at, atLeast, fields, isEmpty, needed, read, unchanged } from "./check.ts";
import { selectorInOrder } from "../internal/metadata-order.ts";
import { scalarText } from "../scalar-text.ts";
import { podTemplate } from "./pod-spec.ts";
import { podSpecWarnings } from "./pod-warnings.ts";
import type { Rules } from "./rules.ts";
import { isEmptySelector, selector, selects } from "./selectors.ts";

interface SelectorWords {
  /** What upstream calls the workload. */
  readonly kind: string;
  /** What it says of a selector as a whole that is none; undefined when it does not. */
  readonly unusable: string | undefined;
}

/** `spec.selector` of a workload and the labels of its pods. */
export function selecting({ kind, unusable }: SelectorWords, { mayBeMissing = false } = {}): Check {
  return (value, path) => {
    const given = read(value, "selector");
    const field = at(path, "selector");
    const wrong = selector(given, field);
    const causes: FieldCause[] = [...wrong];
    if (given === undefined && !mayBeMissing) causes.push(required(field));
    if (isJsonObject(given) && isEmptySelector(given)) {
      causes.push(invalid(field, given, `empty selector is invalid for ${kind}`));
    }
    if (!isJsonObject(given) || wrong.length === 0) return [...causes, ...checkMatch(value, path)];
    // What is no selector selects nothing, and is said to be none once more.
    return unusable === undefined ? causes : [...causes, invalid(field, selectorInOrder(given), unusable)];
  };
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

/** Pods that are to run on and on; `owner` is who upstream says makes them. */
export const runForever =
  (owner: string): Check =>
  (value, path) => {
    const policy = read(value, "template", "spec", "restartPolicy");
    const deadline = read(value, "template", "spec", "activeDeadlineSeconds");
    const pod = at(path, "template.spec");
    return [
      ...(policy === undefined || policy === "Always"
        ? []
        : [notSupported(`${pod}.restartPolicy`, policy, ["Always"])]),
      ...(deadline === undefined
        ? []
        : [forbiddenField(`${pod}.activeDeadlineSeconds`, `activeDeadlineSeconds in ${owner} is not Supported`)]),
    ];
  };

const counts = { replicas: atLeast(0), minReadySeconds: atLeast(0), revisionHistoryLimit: atLeast(0) };

function pods(owner: string): Check {
  return all(fields({ ...counts, template: podTemplate }), runForever(owner));
}

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
  // Upstream reads a share that it cannot read as none.
  return value === undefined || value === 0 || (typeof value === "string" && !/^0*[1-9]\d*%$/.test(value));
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
export function warnOfPods(object: KubeObject): readonly string[] {
  return [...warnOfName(object), ...templateWarnings(object)];
}

/** What is unwise about the pods that a template makes. */
export function templateWarnings({ spec }: KubeObject): readonly string[] {
  return podSpecWarnings(read(spec, "template", "spec"), "spec.template.spec");
}

const ofReplicas: SelectorWords = { kind: "deployment", unusable: "invalid label selector" };
const ofDaemons: SelectorWords = { kind: "daemonset", unusable: undefined };

export const deploymentRules: Rules = {
  check: fields({
    spec: all(selecting(ofReplicas), pods("ReplicaSet"), deadline, fields({ strategy: deploymentStrategy })),
    status: deploymentStatus,
  }),
  checkChange: keepsSelector,
  warn: warnOfPods,
};

export const replicaSetRules: Rules = {
  check: fields({ spec: all(selecting(ofReplicas), pods("ReplicaSet")), status: replicaSetStatus }),
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
    spec: all(
      selecting(ofDaemons, { mayBeMissing: true }),
      pods("DaemonSet"),
      fields({ updateStrategy: daemonStrategy }),
    ),
  }),
  checkChange: keepsSelector,
  warn: templateWarnings,
};

/** The state of a workload at some time: once made, only its number may change. */
export const controllerRevisionRules: Rules = {
  check: fields({ revision: atLeast(0) }),
  checkNew: fields({ data: needed("data is mandatory") }),
  checkChange: (next, current) => unchanged(next["data"], current["data"], "data"),
};

export const replicationControllerRules: Rules = {
  check: fields({
    spec: all(
      fields({
        ...counts,
        template: (template, path) => (template === undefined ? [required(path)] : podTemplate(template, path)),
      }),
      runForever("ReplicationController"),
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
