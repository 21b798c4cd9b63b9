import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import { forbiddenField, invalid, notSupported, required } from "./cause.ts";
import type { FieldCause } from "./cause.ts";
import { stringsIn } from "./keywords.ts";
import { dnsLabelProblem } from "./names.ts";
import { checkWebhookClient } from "./webhook-client.ts";

const versions = ["v1", "v1beta1"];

/** Checks `spec.conversion`. Paths are those of the form in which the API server keeps it. */
export function checkConversion(spec: JsonObject): readonly FieldCause[] {
  const conversion = getOwn(spec, "conversion");
  if (!isJsonObject(conversion)) return [];
  const path = "spec.conversion";
  const { strategy = "None" } = conversion;
  const webhook = isJsonObject(conversion["webhook"]) ? conversion["webhook"] : {};
  const client = webhook["clientConfig"];
  const reviews = stringsIn(webhook["conversionReviewVersions"]);
  if (strategy === "None") {
    const detail = "should not be set when strategy is not set to Webhook";
    return [
      ...(isJsonObject(client) ? [forbiddenField(`${path}.webhookClientConfig`, detail)] : []),
      ...(reviews.length > 0 ? [forbiddenField(`${path}.conversionReviewVersions`, detail)] : []),
    ];
  }
  if (strategy !== "Webhook") return [notSupported(`${path}.strategy`, strategy, ["None", "Webhook"])];
  return [
    ...(isJsonObject(client)
      ? checkWebhookClient(client, `${path}.webhookClientConfig`)
      : [required(`${path}.webhookClientConfig`, "required when strategy is set to Webhook")]),
    ...checkReviewVersions(reviews, `${path}.conversionReviewVersions`),
  ];
}

function checkReviewVersions(given: readonly string[], path: string): readonly FieldCause[] {
  if (given.length === 0) return [required(path)];
  const causes = given.flatMap((version, index) => {
    if (given.indexOf(version) < index) return [invalid(`${path}[${index}]`, version, "duplicate version")];
    const problem = dnsLabelProblem(version);
    return problem === undefined ? [] : [invalid(`${path}[${index}]`, version, problem)];
  });
  if (given.some((version) => versions.includes(version))) return causes;
  return [...causes, invalid(path, given, `must include at least one of ${versions.join(", ")}`)];
}
