// What jobs make of pods that fail or succeed.
import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, invalid, required } from "@flux-ts/kube-schema";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import { scalarText } from "../scalar-text.ts";
import type { Check } from "./check.ts";
import { at, given, isEmpty, items, listOf, oneOf, read } from "./check.ts";

const mostIndexed = 100_000;

/** Rules that follow from how a job counts what it has done. */
export function countingRules(spec: JsonValue | undefined, path: string): readonly FieldCause[] {
  const indexed = read(spec, "completionMode") === "Indexed";
  return [
    ...(indexed ? indexedRules(spec, path) : unindexedRules(spec, path)),
    ...(read(spec, "maxFailedIndexes") !== undefined && read(spec, "backoffLimitPerIndex") === undefined
      ? [required(at(path, "backoffLimitPerIndex"), "when maxFailedIndexes is specified")]
      : []),
    ...failurePolicy(spec, path),
  ];
}

function indexedRules(spec: JsonValue | undefined, path: string): readonly FieldCause[] {
  const [completions, parallelism] = [read(spec, "completions"), read(spec, "parallelism")];
  if (completions === undefined) return [required(at(path, "completions"), "when completion mode is Indexed")];
  if (typeof parallelism !== "number" || parallelism <= mostIndexed) return [];
  const why = `must be less than or equal to ${mostIndexed} when completion mode is Indexed`;
  return [invalid(at(path, "parallelism"), parallelism, why)];
}

function unindexedRules(spec: JsonValue | undefined, path: string): readonly FieldCause[] {
  const needing = ["backoffLimitPerIndex", "maxFailedIndexes"].flatMap((field) => {
    const value = read(spec, field);
    return value === undefined ? [] : [invalid(at(path, field), value, "requires indexed completion mode")];
  });
  const success = read(spec, "successPolicy");
  if (success === undefined) return needing;
  return [...needing, invalid(at(path, "successPolicy"), successForm(success), "requires indexed completion mode")];
}

/** A policy as upstream's own type spells it. */
function successForm(policy: JsonValue): JsonValue {
  const rules = listOf(read(policy, "rules")).map((rule) => ({
    SucceededIndexes: read(rule, "succeededIndexes") ?? null,
    SucceededCount: read(rule, "succeededCount") ?? null,
  }));
  return { Rules: read(policy, "rules") === undefined ? null : rules };
}

function failurePolicy(spec: JsonValue | undefined, path: string): readonly FieldCause[] {
  const policy = read(spec, "podFailurePolicy");
  if (policy === undefined) return [];
  const names = ["containers", "initContainers"].flatMap((field) =>
    listOf(read(spec, "template", "spec", field)).map((container) => scalarText(read(container, "name"))),
  );
  const perIndex = read(spec, "backoffLimitPerIndex") !== undefined;
  const causes = items(failureRule({ names, perIndex }))(read(policy, "rules"), at(path, "podFailurePolicy.rules"));
  const policyAfter = read(spec, "template", "spec", "restartPolicy");
  if (policyAfter === "Never" || policyAfter === undefined) return causes;
  return [...causes, invalid(at(path, "template.spec.restartPolicy"), policyAfter, onlyNever)];
}

const onlyNever = 'only "Never" is supported when podFailurePolicy is specified';

/** One of some words, which upstream lists as Go prints a list where there is none. */
function wordOf(...words: readonly string[]): Check {
  const known = oneOf(...words);
  const listed = words.map((word) => JSON.stringify(word)).join(" ");
  return (value, path) => (isEmpty(value) ? [required(path, `valid values: [${listed}]`)] : known(value, path));
}

interface JobFacts {
  readonly names: readonly string[];
  readonly perIndex: boolean;
}

function failureRule({ names, perIndex }: JobFacts): Check {
  return (rule, path) => {
    const [codes, conditions, action] = [
      read(rule, "onExitCodes"),
      read(rule, "onPodConditions"),
      read(rule, "action"),
    ];
    const ways = [isJsonObject(codes), !isEmpty(conditions)].filter(Boolean).length;
    const choice =
      [
        "specifying one of OnExitCodes and OnPodConditions is required",
        "",
        "specifying both OnExitCodes and OnPodConditions is not supported",
      ][ways] ?? "";
    return [
      ...wordOf("Count", "FailIndex", "FailJob", "Ignore")(action, `${path}.action`),
      ...(action === "FailIndex" && !perIndex
        ? [invalid(`${path}.action`, action, "requires the backoffLimitPerIndex to be set")]
        : []),
      ...(isJsonObject(codes) ? exitCodes(codes, `${path}.onExitCodes`, names) : []),
      ...items(podCondition)(conditions, `${path}.onPodConditions`),
      ...(choice === "" ? [] : [unvalued(path, choice)]),
    ];
  };
}

/** Upstream shows no value here. */
function unvalued(field: string, why: string): FieldCause {
  return { type: "FieldValueInvalid", field, message: `Invalid value: ${why}` };
}

function exitCodes(codes: JsonValue, path: string, names: readonly string[]): readonly FieldCause[] {
  const [operator, values, container] = [read(codes, "operator"), read(codes, "values"), read(codes, "containerName")];
  const field = `${path}.values`;
  const seen = new Set<JsonValue>();
  return [
    ...wordOf("In", "NotIn")(operator, `${path}.operator`),
    ...(isEmpty(values) ? [invalid(field, values ?? null, "at least one value is required")] : []),
    ...listOf(values).flatMap((value, index) => {
      const repeated = seen.has(value);
      seen.add(value);
      if (repeated) return [duplicate(`${field}[${index}]`, value)];
      return value === 0 && operator === "In"
        ? [invalid(`${field}[${index}]`, value, "must not be 0 for the In operator")]
        : [];
    }),
    ...(container === undefined || names.includes(scalarText(container))
      ? []
      : [
          invalid(
            `${path}.containerName`,
            container,
            "must be one of the container or initContainer names in the pod template",
          ),
        ]),
  ];
}

const podCondition: Check = (condition, path) => [
  ...checkQualifiedName(scalarText(read(condition, "type"))).map((why) =>
    invalid(`${path}.type`, read(condition, "type") ?? "", why),
  ),
  ...given(wordOf("False", "True", "Unknown"))(read(condition, "status"), `${path}.status`),
];
