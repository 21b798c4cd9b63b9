import type { JsonObject } from "@flux-ts/base";
import { fill, inField, inItems, inSpec } from "./fill.ts";

/** What a policy or a binding is about: everywhere and everything, unless it says otherwise. */
function defaultMatch(match: JsonObject): JsonObject {
  const filled = fill(match, { namespaceSelector: {}, objectSelector: {}, matchPolicy: "Equivalent" });
  const scoped = (rule: JsonObject) => fill(rule, { scope: "*" });
  return inItems(inItems(filled, "resourceRules", scoped), "excludeResourceRules", scoped);
}

export const defaultPolicy = inSpec((spec) =>
  inField(fill(spec, { failurePolicy: "Fail" }), "matchConstraints", defaultMatch),
);

export const defaultPolicyBinding = inSpec((spec) => inField(spec, "matchResources", defaultMatch));
