// What the API asks of configurations of webhooks.
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { checkWebhookClient, duplicate, invalid, required } from "@flux-ts/kube-schema";
import { objectsIn, textsIn } from "../../../resources/entries.ts";
import { checkSubdomain } from "../../../registry/names.ts";
import type { Check } from "../../../resources/validation/check.ts";
import { fields } from "../../../resources/validation/check.ts";
import { checkDnsLabel } from "../../../resources/validation/syntax.ts";
import { compileConditions, textIn } from "../policy.ts";
import { checkConditions } from "./expressions.ts";
import { resourceRules, selectors, word } from "./match-rules.ts";

/** Checks a ValidatingWebhookConfiguration or a MutatingWebhookConfiguration. */
export const webhookConfiguration: Check = fields({
  webhooks: (value, path) => {
    const webhooks = objectsIn(value);
    const seen = new Set<string>();
    return webhooks.flatMap((webhook, index) => {
      const at = `${path}[${index}]`;
      const name = textIn(webhook, "name");
      const repeated = seen.has(name) ? [duplicate(`${at}.name`, name)] : [];
      seen.add(name);
      return [...checkWebhook(webhook, at), ...repeated];
    });
  },
});

const forms: Check = fields({
  rules: resourceRules,
  failurePolicy: word("Fail", "Ignore"),
  ...selectors,
  sideEffects: (value, path) => {
    if (value === undefined || value === null) return [required(path, "must specify one of None, NoneOnDryRun")];
    return word("None", "NoneOnDryRun")(value, path);
  },
  timeoutSeconds: (value, path) =>
    typeof value === "number" && (value > 30 || value < 1)
      ? [invalid(path, value, "the timeout value must be between 1 and 30 seconds")]
      : [],
  reinvocationPolicy: word("IfNeeded", "Never"),
  clientConfig: (value, path) => checkWebhookClient(isJsonObject(value) ? value : {}, path),
  admissionReviewVersions: checkVersions,
});

function checkWebhook(webhook: JsonObject, path: string): readonly FieldCause[] {
  const name = textIn(webhook, "name");
  const conditions = webhook["matchConditions"];
  const compiled = compileConditions(objectsIn(conditions), false);
  return [
    ...checkName(name, `${path}.name`),
    ...forms(webhook, path),
    ...checkConditions(conditions, compiled, `${path}.matchConditions`),
  ];
}

function checkName(name: string, path: string): readonly FieldCause[] {
  if (name === "") return [required(path)];
  const problems = checkSubdomain(name).map((why) => invalid(path, name, why));
  if (problems.length > 0 || name.split(".").length >= 3) return problems;
  return [invalid(path, name, "should be a domain with at least three segments separated by dots")];
}

const versions = ["v1", "v1beta1"];

function checkVersions(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const given = textsIn(value);
  if (given.length === 0) return [required(path, `must specify one of ${versions.join(", ")}`)];
  const causes: FieldCause[] = given.flatMap((version, index) => {
    const at = `${path}[${index}]`;
    if (given.indexOf(version) < index) return [invalid(at, version, "duplicate version")];
    return checkDnsLabel(version).map((why) => invalid(at, version, why));
  });
  if (given.some((version) => versions.includes(version))) return causes;
  return [...causes, invalid(path, given, `must include at least one of ${versions.join(", ")}`)];
}
