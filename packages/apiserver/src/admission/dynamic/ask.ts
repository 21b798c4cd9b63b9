import type { JsonArray, JsonObject, KubeObject } from "@flux-ts/base";
import { canonicalJson } from "@flux-ts/base";
import type { Value } from "@flux-ts/cel";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import type { ResourceVersion } from "../../resources/resource.ts";
import { forbidden, internalError } from "../../status/errors.ts";
import type { StatusDetails, StatusReason } from "../../status/status.ts";
import { StatusError } from "../../status/status.ts";
import type { Attributes } from "./attributes.ts";
import { namespaceObjectOf, requestOf, shownIn } from "./attributes.ts";
import type { CallWebhook, ServiceUrl } from "./call.ts";
import { callWebhook } from "./call.ts";
import { bindingsOf } from "./environment.ts";
import { matchWrite } from "./match.ts";
import type { PolicyOptions } from "./invocations.ts";
import { meetsConditions } from "./policy.ts";
import type { Answer } from "./review.ts";
import * as texts from "./review-texts.ts";
import type { Session } from "./session.ts";
import type { Webhook } from "./webhook.ts";

export interface AskOptions extends PolicyOptions {
  readonly session: Session;
  readonly callWebhook: CallWebhook;
  readonly serviceUrl: ServiceUrl;
}

/** A webhook that a write concerns. */
export interface Concerned {
  readonly webhook: Webhook;
  /** The version of the resource that it is shown. */
  readonly version: ResourceVersion;
}

/** Where in the course of a write a webhook is asked, for notes in the audit log. */
export interface Turn {
  readonly phase: "mutation" | "validating";
  /** `round_0_index_2`: in which round, and at which place among the webhooks. */
  readonly key: string;
}

/**
 * Whether a write concerns a webhook.
 *
 * @throws StatusError (403) when that is not known, and must be
 */
export function concerns(options: AskOptions, attributes: Attributes, webhook: Webhook): Concerned | undefined {
  const version = matchWrite(options.registry, attributes, webhook.match);
  if (version === undefined) return undefined;
  if (webhook.conditions.length === 0) return { webhook, version };
  const met = meetsConditions(webhook.conditions, conditionNames(options, attributes, version));
  if (typeof met === "boolean") return met ? { webhook, version } : undefined;
  if (webhook.ignoresFailures) return undefined;
  const { group, plural } = attributes.target.served.resource;
  const name = attributes.object?.metadata.name || attributes.name;
  throw forbidden({ group, resource: plural }, name, met);
}

function conditionNames(
  { registry, ask }: AskOptions,
  attributes: Attributes,
  version: ResourceVersion,
): ReadonlyMap<string, Value> {
  return bindingsOf(attributes, {
    request: requestOf(attributes, version),
    object: shownIn(attributes, version, attributes.object),
    old: shownIn(attributes, version, attributes.old),
    namespace: namespaceObjectOf(registry, attributes),
    ask,
  });
}

/**
 * Asks a webhook about a write that concerns it, and gives back the patch that it wishes. Its warnings go to the
 * client, its notes to the audit log.
 *
 * @throws StatusError when it denies the write, or cannot be asked and must be
 * @throws Pending when its answer is waited for
 */
export function askWebhook(
  options: AskOptions,
  attributes: Attributes,
  { webhook, version, turn }: Concerned & { readonly turn: Turn },
): JsonArray | undefined {
  const { session, annotate } = options;
  const request = withObjects(attributes, version);
  const answer = session.answer(`${webhook.id} ${canonicalJson(request)}`, () =>
    callWebhook(options, { webhook, request, mutating: turn.phase === "mutation" }),
  );
  if (answer.kind !== "failed") {
    answer.warnings.forEach(attributes.target.warn);
    for (const [name, value] of Object.entries(answer.auditAnnotations)) {
      const key = `${webhook.name}/${name}`;
      if (checkQualifiedName(key).length === 0) annotate(key, value);
    }
  } else if (webhook.ignoresFailures) {
    annotate(`failed-open.${turn.phase}.webhook.admission.k8s.io/${turn.key}`, webhook.name);
  }
  return conclude(answer, webhook);
}

function withObjects(attributes: Attributes, version: ResourceVersion): JsonObject {
  const { object, old } = attributes;
  const { dryRun, options, ...request } = requestOf(attributes, version);
  const shown = (value: KubeObject | undefined) => shownIn(attributes, version, value) ?? null;
  return {
    ...request,
    object: shown(object),
    oldObject: shown(old),
    dryRun: dryRun ?? false,
    options: options ?? null,
  };
}

function conclude(answer: Answer, { name, ignoresFailures }: Webhook): JsonArray | undefined {
  switch (answer.kind) {
    case "failed":
      if (ignoresFailures) return undefined;
      throw internalError(texts.failedCalling(name, answer.problem));
    case "denied":
      throw denial(name, answer.status);
    case "allowed":
      return answer.patch;
  }
}

function denial(webhook: string, { message, reason, code, details }: JsonObject): StatusError {
  const why = typeof message === "string" && message !== "" ? message : reason;
  return new StatusError({
    code: typeof code === "number" && code > 0 ? code : 400,
    reason: (typeof reason === "string" ? reason : "") as StatusReason,
    message: texts.denied(webhook, typeof why === "string" ? why : ""),
    ...(details !== undefined && details !== null && { details: details as StatusDetails }),
  });
}
