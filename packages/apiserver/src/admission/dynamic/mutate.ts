import type { JsonArray, JsonObject, KubeObject } from "@flux-ts/base";
import { messageOf, stringifyJson } from "@flux-ts/base";
import { applyJsonPatch } from "@flux-ts/kube-schema";
import { internalError } from "../../status/errors.ts";
import { StatusError } from "../../status/status.ts";
import type { AskOptions, Concerned } from "./ask.ts";
import { askWebhook, concerns } from "./ask.ts";
import type { Attributes } from "./attributes.ts";
import { shownIn } from "./attributes.ts";
import { readPatched } from "./decode-mutated.ts";
import type { Reinvocation } from "./reinvocation.ts";
import type { Webhook } from "./webhook.ts";
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
  for (const [index, webhook] of webhooks.entries()) {
    if (!reinvocation.isDue(webhook.id)) continue;
    const concerned = concerns(options, { ...attributes, object }, webhook);
    if (concerned === undefined) continue;
    const key = `round_${reinvocation.round}_index_${index}`;
    const changed = ask(options, { ...attributes, object }, { concerned, key });
    if (changed !== object) reinvocation.changed();
    object = changed;
    if (webhook.reinvoked) reinvocation.asked(webhook.id);
  }
  if (object !== undefined) reinvocation.end(object);
  return object;
}

interface Asked {
  readonly concerned: Concerned;
  readonly key: string;
}

/** The object as one webhook wants it; that it was asked is noted in the audit log. */
function ask(options: AskOptions, attributes: Attributes, { concerned, key }: Asked): KubeObject | undefined {
  const { webhook, version } = concerned;
  const { object } = attributes;
  const note = (mutated: boolean): void => {
    const text = stringifyJson({ ...namesOf(webhook), mutated });
    options.annotate(`mutation.webhook.admission.k8s.io/${key}`, text);
  };
  try {
    const patch = askWebhook(options, attributes, { ...concerned, turn: { phase: "mutation", key } });
    const wished = object !== undefined && patch !== undefined && patch.length > 0;
    const changed = wished ? patched(object, attributes, { version, patch }) : object;
    note(wished);
    if (wished) {
      const text = stringifyJson({ ...namesOf(webhook), patch, patchType: "JSONPatch" });
      options.annotate(`patch.webhook.admission.k8s.io/${key}`, text, "Request");
    }
    return changed;
  } catch (error) {
    if (error instanceof StatusError) note(false);
    throw error;
  }
}

function namesOf({ configuration, name }: Webhook): JsonObject {
  return { configuration, webhook: name };
}

interface Patch {
  readonly version: Concerned["version"];
  readonly patch: JsonArray;
}

/** @throws StatusError (500) when the patch cannot be applied, or makes something else of the object */
function patched(object: KubeObject, attributes: Attributes, { version, patch }: Patch): KubeObject {
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
