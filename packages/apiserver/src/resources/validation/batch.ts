// Jobs and cron jobs.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid, notSupported, required, tooLong } from "@flux-ts/kube-schema";
import { internalForm } from "../internal/internal-form.ts";
import { selectorInOrder } from "../internal/metadata-order.ts";
import type { Check } from "./check.ts";
import { all, at, atLeast, fields, given, isEmpty, listOf, needed, oneOf, read, unchanged } from "./check.ts";
import { countingRules } from "./job-policies.ts";
import { podTemplate } from "./pod-spec.ts";
import type { Rules } from "./rules.ts";
import { scheduleError } from "./schedule.ts";
import { selector } from "./selectors.ts";
import { podSpecWarnings } from "./pod-warnings.ts";
import { checkMatch, templateWarnings, warnOfName } from "./workloads.ts";
import { scalarText } from "../scalar-text.ts";

const uidLabel = "batch.kubernetes.io/controller-uid";

/** Pods of a job end some day. */
const runsOnce: Check = (value, path) => {
  const policy = read(value, "template", "spec", "restartPolicy");
  if (policy === "Never" || policy === "OnFailure") return [];
  const field = at(path, "template.spec.restartPolicy");
  if (policy === undefined || policy === "" || policy === "Always") {
    return [required(field, 'valid values: "OnFailure", "Never"')];
  }
  return [notSupported(field, policy, ["OnFailure", "Never"])];
};

const jobSpec: Check = all(
  fields({
    parallelism: atLeast(0),
    completions: atLeast(0),
    backoffLimit: atLeast(0),
    backoffLimitPerIndex: atLeast(0),
    maxFailedIndexes: atLeast(0),
    activeDeadlineSeconds: atLeast(0),
    ttlSecondsAfterFinished: atLeast(0),
    completionMode: given(oneOf("NonIndexed", "Indexed")),
    podReplacementPolicy: given(oneOf("Failed", "TerminatingOrFailed")),
    template: podTemplate,
  }),
  runsOnce,
  countingRules,
  (value, path) => managedBy(read(value, "managedBy"), at(path, "managedBy")),
);

const longestManager = 63;

function managedBy(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  if (value === undefined) return [];
  if (isEmpty(value)) return [required(path)];
  const name = scalarText(value);
  if (name.length > longestManager) return [tooLong(path, longestManager)];
  if (/^[^/]+\/.+$/.test(name)) return [];
  return [invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
}

/** A job finds its pods by its own uid, unless it says how. */
function checkJobSelector(value: JsonValue | undefined, uid: string): readonly FieldCause[] {
  const wanted = read(value, "selector");
  if (wanted === undefined) return [required("spec.selector"), ...checkMatch(value, "spec")];
  const causes = [...selector(wanted, "spec.selector"), ...checkMatch(value, "spec")];
  if (read(value, "manualSelector") === true) return causes;
  const labels = read(wanted, "matchLabels");
  const own = isJsonObject(labels) && Object.keys(labels).length === 1 && labels[uidLabel] === uid;
  return own ? causes : [...causes, invalid("spec.selector", wanted, "`selector` not auto-generated")];
}

const immutable = [
  "completions",
  "selector",
  "template",
  "completionMode",
  "podFailurePolicy",
  "backoffLimitPerIndex",
  "managedBy",
  "successPolicy",
];

/** What the status of a job says must fit together. */
function checkJobStatus(job: KubeObject): readonly FieldCause[] {
  const status = job["status"];
  const holds = (type: string): boolean =>
    listOf(read(status, "conditions")).some(
      (condition) => read(condition, "type") === type && read(condition, "status") === "True",
    );
  const [complete, failed] = [holds("Complete"), holds("Failed")];
  const finished = complete || failed;
  const absent = (field: string): boolean => read(status, field) === undefined;
  const premature = (type: string, before: string) =>
    holds(type) && !holds(before)
      ? [premise(`cannot set ${type}=True condition without the ${before}=true condition`)]
      : [];
  return [
    ...["active", "succeeded", "failed", "terminating", "ready"].flatMap((field) =>
      atLeast(0)(read(status, field), `status.${field}`),
    ),
    ...(finished && absent("startTime")
      ? [required("status.startTime", "startTime is required for finished job")]
      : []),
    ...(complete && absent("completionTime")
      ? [required("status.completionTime", "completionTime is required for Complete jobs")]
      : []),
    ...premature("Complete", "SuccessCriteriaMet"),
    ...premature("Failed", "FailureTarget"),
  ];
}

/** Upstream does not show the conditions that do not go together. */
function premise(why: string): FieldCause {
  return { type: "FieldValueInvalid", field: "status.conditions", message: `Invalid value: ${why}` };
}

export const jobRules: Rules = {
  check: all(fields({ spec: jobSpec }), (job) =>
    checkJobSelector(read(job, "spec"), scalarText(read(job, "metadata", "uid") ?? "")),
  ),
  checkChange: (next, current, subresource) => {
    if (subresource === "status") return checkJobStatus(next);
    const before = (field: string) => read(current["spec"], field);
    // Upstream looks for this once more when a job is replaced.
    const selected = read(next["spec"], "selector") === undefined ? [required("spec.selector")] : [];
    const matches = [...selected, ...checkMatch(next["spec"], "spec"), ...repeated(next)];
    const changes = immutable.flatMap((field) =>
      field === "template" && mayChangePods(current)
        ? keepsContainers(read(next["spec"], field), before(field))
        : keepsField(field, read(next["spec"], field), before(field)),
    );
    return [...changes, ...matches];
  },
  warn: (job) => [...warnOfName(job), ...templateWarnings(job)],
};

const placement = ["nodeSelector", "affinity", "tolerations", "schedulingGates"];

/** Where pods run may still be decided, what they do may not. */
function keepsContainers(next: JsonValue | undefined, before: JsonValue | undefined): readonly FieldCause[] {
  const fixed = (template: JsonValue | undefined): JsonObject => {
    const spec = read(template, "spec");
    const entries = Object.entries(isJsonObject(spec) ? spec : {});
    return Object.fromEntries(entries.filter(([field]) => !placement.includes(field)));
  };
  if (equalJson(fixed(next), fixed(before))) return [];
  const spec = read(next, "spec");
  const shown: JsonObject = { ...(isJsonObject(spec) ? spec : {}) };
  const old = read(before, "spec");
  const kept = Object.fromEntries<JsonValue>(
    placement.flatMap((field) => {
      const value = read(old, field);
      return value === undefined ? [] : [[field, value] as const];
    }),
  );
  return [invalid("spec.template.spec", internalForm("PodSpec", { ...shown, ...kept }), "field is immutable")];
}

/** Upstream looks once more at what a job says of its pods, but not at how often they run. */
function repeated(job: KubeObject): readonly FieldCause[] {
  return [...podTemplate(read(job["spec"], "template"), "spec.template"), ...runsOnce(job["spec"], "spec")];
}

function keepsField(field: string, next: JsonValue | undefined, before: JsonValue | undefined): readonly FieldCause[] {
  if (field !== "template" || equalJson(next, before)) return unchanged(next, before, `spec.${field}`);
  const shown = internalForm("PodTemplateSpec", isJsonObject(next) ? next : {});
  return [invalid("spec.template", shown, "field is immutable")];
}

/** Until a suspended job has begun, where and how its pods run may still be decided. */
function mayChangePods(job: KubeObject): boolean {
  return read(job["spec"], "suspend") === true && read(job["status"], "startTime") === undefined;
}

const schedule: Check = (value, path) => {
  const text = typeof value === "string" ? value : "";
  const zoned = /^(CRON_)?TZ=/.test(text);
  if (zoned) return [invalid(path, text, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")];
  const error = text === "" ? undefined : scheduleError(text);
  return error === undefined ? [] : [invalid(path, text, error)];
};

const timeZone: Check = (value, path) => {
  const zone = scalarText(value);
  if (zone === "") return [invalid(path, zone, "timeZone must be nil or non-empty string")];
  if (zone.toLowerCase() === "local") {
    const why = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones";
    return [invalid(path, zone, why)];
  }
  return isTimeZone(zone) ? [] : [invalid(path, zone, `unknown time zone ${zone}`)];
};

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

export const cronJobRules: Rules = {
  check: fields({
    metadata: fields({
      name: (value, path) =>
        scalarText(value).length > longestCronJobName
          ? [invalid(path, value ?? "", `must be no more than ${longestCronJobName} characters`)]
          : [],
    }),
    spec: fields({
      schedule: all(needed(), schedule),
      timeZone: given(timeZone),
      startingDeadlineSeconds: atLeast(0),
      concurrencyPolicy: oneOf("Allow", "Forbid", "Replace"),
      successfulJobsHistoryLimit: atLeast(0),
      failedJobsHistoryLimit: atLeast(0),
      jobTemplate: fields({ spec: all(jobSpec, autoSelected) }),
    }),
  }),
  warn: (job) => [
    ...warnOfName(job),
    ...podSpecWarnings(
      read(job["spec"], "jobTemplate", "spec", "template", "spec"),
      "spec.jobTemplate.spec.template.spec",
    ),
  ],
};

/** Jobs get eleven more characters for the time they are for. */
const longestCronJobName = 52;

function autoSelected(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const wanted = read(value, "selector");
  return [
    ...(isJsonObject(wanted)
      ? [invalid(at(path, "selector"), selectorInOrder(wanted), "`selector` will be auto-generated")]
      : []),
    ...(read(value, "manualSelector") === true
      ? [notSupported(at(path, "manualSelector"), true, ["nil", "false"])]
      : []),
  ];
}
