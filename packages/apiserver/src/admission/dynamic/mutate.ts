import type { JsonArray, JsonObject, KubeObject } from "@flux-ts/base";
import { equalJson, messageOf } from "@flux-ts/base";
import { applyJsonPatch } from "@flux-ts/kube-schema";
import { internalError } from "../../status/errors.ts";
import type { AskOptions, Reviewed } from "./ask.ts";
import { askWebhook } from "./ask.ts";
import type { Attributes } from "./attributes.ts";
import { shownIn } from "./attributes.ts";
import { readPatched } from "./decode-mutated.ts";
import type { Reinvocation } from "./reinvocation.ts";
import { webhooksOf } from "./webhook.ts";

/** The object of a write as mutating webhooks change it, one after the other. */
export function mutateByWebhooks(
  options: AskOptions,
  attributes: Attributes,
  reinvocation: Reinvocation,
): KubeObject | undefined {
  const webhooks = options.registrations.all("mutatingwebhookconfigurations").flatMap(webhooksOf);
  let { object } = attributes;
  if (object !== undefined) reinvocation.begin(object);
  for (const webhook of webhooks) {
    if (!reinvocation.isDue(webhook.id)) continue;
    const reviewed = askWebhook(options, { ...attributes, object }, webhook);
    if (reviewed === undefined) continue;
    const changed = object && patched(object, attributes, reviewed);
    if (changed !== undefined && !equalJson(object, changed)) reinvocation.changed();
    object = changed;
    if (webhook.reinvoked) reinvocation.asked(webhook.id);
  }
  if (object !== undefined) reinvocation.end(object);
  return object;
}

/** @throws StatusError (500) when the patch cannot be applied, or makes something else of the object */
function patched(object: KubeObject, attributes: Attributes, { version, patch }: Reviewed): KubeObject {
  if (patch === undefined) return object;
  const shown = shownIn(attributes, version, object) ?? object;
  return readPatched(attributes, { object: apply(shown, patch), shown, version });
}

function apply(object: KubeObject, patch: JsonArray): JsonObject {
  try {
    return applyJsonPatch(object, patch) as JsonObject;
  } catch (error) {
    throw internalError(messageOf(error));
  }
}
