import type { JsonArray, JsonObject, KubeObject } from "@flux-ts/base";
import { applyJsonPatch } from "@flux-ts/kube-schema";
import { messageOf } from "@flux-ts/base";
import type { ResourceVersion } from "../../resources/resource.ts";
import { internalError } from "../../status/errors.ts";
import type { AskOptions } from "./ask.ts";
import { askWebhook } from "./ask.ts";
import type { Attributes } from "./attributes.ts";
import { inVersion, shownIn } from "./attributes.ts";
import type { Webhook } from "./webhook.ts";
import { webhooksOf } from "./webhook.ts";

/**
 * The object of a write as mutating webhooks change it, one after the other. Those that ask for it are called again
 * when others changed the object after them.
 */
export function mutateByWebhooks(options: AskOptions, attributes: Attributes): KubeObject | undefined {
  const webhooks = options.registrations.all("mutatingwebhookconfigurations").flatMap(webhooksOf);
  let { object } = attributes;
  const left = new Map<Webhook, KubeObject | undefined>();
  const invoke = (webhook: Webhook): void => {
    const reviewed = askWebhook(options, { ...attributes, object }, webhook);
    if (reviewed === undefined) return;
    if (reviewed.patch !== undefined && object !== undefined) {
      object = patched(object, attributes, { version: reviewed.version, patch: reviewed.patch });
    }
    left.set(webhook, object);
  };
  webhooks.forEach(invoke);
  for (const webhook of webhooks) if (webhook.reinvoked && left.get(webhook) !== object) invoke(webhook);
  return object;
}

interface Patch {
  readonly version: ResourceVersion;
  readonly patch: JsonArray;
}

/** @throws StatusError (500) when the patch cannot be applied, or makes something else of the object */
function patched(object: KubeObject, attributes: Attributes, { version, patch }: Patch): KubeObject {
  const { projection, target } = attributes;
  const { type } = projection ?? version;
  const decoded = type.decode(apply(shownIn(attributes, version, object) ?? object, patch), "json");
  if (!decoded.decoded) throw internalError(decoded.message);
  const defaulted = type.applyDefaults(decoded.object);
  return projection === undefined ? inVersion(defaulted, version, target.served.version) : defaulted;
}

function apply(object: KubeObject, patch: JsonArray): JsonObject {
  try {
    return applyJsonPatch(object, patch) as JsonObject;
  } catch (error) {
    throw internalError(messageOf(error));
  }
}
