import type { JsonArray, JsonObject, KubeObject } from "@flux-ts/base";
import { canonicalJson } from "@flux-ts/base";
import type { Value } from "@flux-ts/cel";
import type { ResourceVersion } from "../../resources/resource.ts";
import { forbidden, internalError } from "../../status/errors.ts";
import type { StatusDetails, StatusReason } from "../../status/status.ts";
import { StatusError } from "../../status/status.ts";
import type { Attributes } from "./attributes.ts";
import { namespaceObjectOf, requestOf, shownIn } from "./attributes.ts";
import { bindingsOf } from "./environment.ts";
import { matchWrite } from "./match.ts";
import type { PolicyOptions } from "./invocations.ts";
import { meetsConditions } from "./policy.ts";
import type { Answer, WebhookReply } from "./review.ts";
import { readReply, reviewOf } from "./review.ts";
import * as texts from "./review-texts.ts";
import type { Session } from "./session.ts";
import type { Webhook, WebhookClient, WebhookService } from "./webhook.ts";

/** A review that is to be sent. */
export interface WebhookCall {
  readonly url: string;
  /** Certificates in PEM; undefined for those of the system. */
  readonly ca: string | undefined;
  readonly timeoutMs: number;
  readonly review: JsonObject;
}

/** Sends reviews. It never rejects. */
export type CallWebhook = (call: WebhookCall) => Promise<WebhookReply>;

/** The URL of a Service, which ends before the path; undefined when there is no such Service. */
export type ServiceUrl = (service: WebhookService) => string | undefined;

export interface AskOptions extends PolicyOptions {
  readonly session: Session;
  readonly callWebhook: CallWebhook;
  readonly serviceUrl: ServiceUrl;
}

/** What a webhook made of a write. */
export interface Reviewed {
  /** The version of the resource that it was shown. */
  readonly version: ResourceVersion;
  readonly patch: JsonArray | undefined;
}

/**
 * Asks a webhook about a write, when the write concerns it. Its warnings go to the client.
 *
 * @throws StatusError when it denies the write, or cannot be asked and must be
 * @throws Pending when its answer is waited for
 */
export function askWebhook(options: AskOptions, attributes: Attributes, webhook: Webhook): Reviewed | undefined {
  const { registry, session } = options;
  const version = matchWrite(registry, attributes, webhook.match);
  if (version === undefined) return undefined;
  const request = withObjects(attributes, version);
  if (!concerns(options, attributes, { webhook, version })) return undefined;
  const answer = session.answer(`${webhook.id} ${canonicalJson(request)}`, () => ask(options, webhook, request));
  return conclude(answer, webhook, { attributes, version });
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

interface Shown {
  readonly webhook: Webhook;
  readonly version: ResourceVersion;
}

function concerns(options: AskOptions, attributes: Attributes, { webhook, version }: Shown): boolean {
  if (webhook.conditions.length === 0) return true;
  const names = conditionNames(options, attributes, version);
  const met = meetsConditions(webhook.conditions, names);
  if (typeof met === "boolean") return met;
  const [error = ""] = met;
  if (webhook.ignoresFailures) return false;
  const { group, plural } = attributes.target.served.resource;
  const name = attributes.object?.metadata.name || attributes.name;
  throw forbidden({ group, resource: plural }, name, error);
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

async function ask(options: AskOptions, { client, timeoutSeconds }: Webhook, request: JsonObject): Promise<Answer> {
  const uid = options.registry.newUid();
  const found = addressOf(client, options.serviceUrl, timeoutSeconds);
  if (!found.ok) return { kind: "failed", problem: `failed to call webhook: ${found.problem}` };
  const ca = client.caBundle === "" ? undefined : Buffer.from(client.caBundle, "base64").toString();
  if (ca !== undefined && !/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(ca)) {
    const why = "unable to load root certificates: unable to parse bytes as PEM block";
    return { kind: "failed", problem: `could not get REST client: ${why}` };
  }
  const review = reviewOf({ uid, ...request });
  const reply = await options.callWebhook({ url: found.url, ca, timeoutMs: timeoutSeconds * 1000, review });
  return readReply(reply.ok ? reply : { ok: false, problem: texts.post(found.shown, reply.problem) }, uid);
}

type Address =
  | { readonly ok: true; readonly url: string; readonly shown: string }
  | { readonly ok: false; readonly problem: string };

function addressOf({ target }: WebhookClient, serviceUrl: ServiceUrl, timeoutSeconds: number): Address {
  const timeout = `timeout=${timeoutSeconds}s`;
  if ("url" in target) {
    const url = `${target.url}${target.url.includes("?") ? "&" : "?"}${timeout}`;
    return { ok: true, url, shown: url };
  }
  const { namespace, name, path, port } = target.service;
  const rest = `${path.startsWith("/") || path === "" ? path : `/${path}`}?${timeout}`;
  const shown = `https://${name}.${namespace}.svc:${port}${rest}`;
  const base = serviceUrl(target.service);
  if (base !== undefined) return { ok: true, url: `${base.replace(/\/$/, "")}${rest}`, shown };
  return { ok: false, problem: texts.post(shown, `service "${name}" not found`) };
}

interface Asked {
  readonly attributes: Attributes;
  readonly version: ResourceVersion;
}

function conclude(answer: Answer, { name, ignoresFailures }: Webhook, asked: Asked): Reviewed | undefined {
  const { attributes, version } = asked;
  switch (answer.kind) {
    case "failed":
      if (ignoresFailures) return undefined;
      throw internalError(texts.failedCalling(name, answer.problem));
    case "denied":
      answer.warnings.forEach(attributes.target.warn);
      throw denial(name, answer.status);
    case "allowed":
      answer.warnings.forEach(attributes.target.warn);
      return { version, patch: answer.patch };
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
