import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { AskAccess } from "@flux-ts/cel";
import type { Authorizer } from "../../auth/authorizer.ts";
import type { Registry, WriteTarget } from "../../registry/registry.ts";
import { readBody } from "../../request/body.ts";
import type { Call } from "../../request/call.ts";
import type { ResourceContext } from "../../request/context.ts";
import type { User } from "../../request/user.ts";
import { writeTarget } from "../../verbs/verb.ts";
import type { Admission, AdmittedChange } from "../admission.ts";
import type { AskOptions, CallWebhook, ServiceUrl } from "./ask.ts";
import { askWebhook } from "./ask.ts";
import type { Attributes } from "./attributes.ts";
import { operationOf } from "./attributes.ts";
import { createChanging } from "./changing.ts";
import { mutateByWebhooks } from "./mutate.ts";
import type { Registration, Registrations } from "./registrations.ts";
import { Reinvocation } from "./reinvocation.ts";
import { Session } from "./session.ts";
import { checkPolicies } from "./validating-policies.ts";
import { isExempt, webhooksOf } from "./webhook.ts";

export interface DynamicOptions {
  readonly registrations: Registrations;
  readonly authorizer: Authorizer;
  readonly callWebhook: CallWebhook;
  readonly serviceUrl: ServiceUrl;
}

/** Carries out a write of a client. */
export type CarryOut<T> = (registry: Registry, context: ResourceContext) => T;

/** Puts policies and webhooks, which come and go as objects, before the writes of clients. */
export interface DynamicAdmission {
  /** Without policies and webhooks, a write is carried out at once. */
  run<T>(registry: Registry, context: ResourceContext, carryOut: CarryOut<T>): T | Promise<T>;
}

export function createDynamicAdmission(options: DynamicOptions): DynamicAdmission {
  return {
    run: (registry, context, carryOut) => {
      const { resource } = context.served;
      const reads = context.call.method === "GET" || context.call.method === "HEAD";
      if (reads || isExempt(resource.group, resource.plural) || !isUsed(options.registrations)) {
        return carryOut(registry, context);
      }
      return runAdmitted(options, registry, { context, carryOut });
    },
  };
}

const used: readonly Registration[] = [
  "mutatingadmissionpolicybindings",
  "validatingadmissionpolicybindings",
  "mutatingwebhookconfigurations",
  "validatingwebhookconfigurations",
];

function isUsed(registrations: Registrations): boolean {
  return used.some((kind) => registrations.all(kind).length > 0);
}

interface Write<T> {
  readonly context: ResourceContext;
  readonly carryOut: CarryOut<T>;
}

async function runAdmitted<T>(
  options: DynamicOptions,
  registry: Registry,
  { context, carryOut }: Write<T>,
): Promise<T> {
  const session = new Session(registry);
  const dryRun = context.call.query.has("dryRun");
  const attempt = (in_: ResourceContext) => (tried: Registry) => {
    const { changing, checking } = pluginsOf({ ...options, session, registry: tried, context, dryRun });
    const posted = postedTo(context);
    if (posted !== undefined) {
      const target = writeTarget(context, { dryRun, fieldManager: "" });
      checking.check?.(tried, target, { object: posted, old: undefined });
      return carryOut(tried, in_);
    }
    // Webhooks change what the plugins made; what they say counts before anything is charged to a quota.
    return carryOut({ ...tried, admission: [checking, ...tried.admission, changing] }, in_);
  };
  // Of many objects, none is deleted before it is known what can be.
  if (context.call.method === "DELETE" && context.name === "") await session.run(attempt(asDryRun(context)));
  return await session.run(attempt(context));
}

/** What is posted to a subresource, such as an eviction: that is what others are asked about, not what comes of it. */
function postedTo({ call, subresource }: ResourceContext): KubeObject | undefined {
  if (call.method !== "POST" || subresource === "") return undefined;
  const body = readBody(call);
  return body.ok && isJsonObject(body.value) ? ({ metadata: {}, ...body.value } as unknown as KubeObject) : undefined;
}

function asDryRun(context: ResourceContext): ResourceContext {
  const query = new URLSearchParams(context.call.query);
  query.set("dryRun", "All");
  const body =
    context.call.body === undefined ? undefined : { value: { ...optionsInBody(context.call), dryRun: ["All"] } };
  return { ...context, call: { ...context.call, query, body } };
}

interface PluginOptions extends DynamicOptions {
  readonly session: Session;
  readonly registry: Registry;
  readonly context: ResourceContext;
  readonly dryRun: boolean;
}

interface Plugins {
  readonly changing: Admission;
  readonly checking: Admission;
}

function pluginsOf(options: PluginOptions): Plugins {
  const { context, authorizer } = options;
  const asked: AskOptions = { ...options, ask: askAs(authorizer, context.user) };
  const { projection } = context;
  const read = (object: KubeObject | undefined) => object && (projection?.read(object) ?? object);
  const about = (target: WriteTarget, change: AdmittedChange): Attributes => ({
    object: read(change.object),
    old: read(change.old),
    projection,
    operation: operationOf(change),
    target: target.dryRun === options.dryRun ? target : { ...target, dryRun: options.dryRun },
    name: nameOf(target, context, change),
    options: optionsOf(context.call),
  });
  const check: Admission["check"] = (_registry, target, change) => {
    const attributes = about(target, change);
    if (attributes.operation === "DELETE") mutateByWebhooks(asked, attributes, new Reinvocation());
    checkPolicies(asked, attributes);
    const webhooks = options.registrations.all("validatingwebhookconfigurations").flatMap(webhooksOf);
    options.session.answers(webhooks.map((webhook) => () => askWebhook(asked, attributes, webhook)));
  };
  return { checking: { check }, changing: createChanging(asked, about) };
}

/** Of many objects that are deleted at once, the request names none. */
function nameOf(target: WriteTarget, context: ResourceContext, { object, old }: AdmittedChange): string {
  if (context.name !== "") return context.name;
  return old === undefined ? (object?.metadata.name ?? target.name) : "";
}

/** Asks what a user may do, or a service account in their place. */
function askAs(authorizer: Authorizer, user: User): AskAccess {
  return (question, account) =>
    authorizer.authorize(
      account === undefined ? user : serviceAccount(account.namespace, account.name),
      question.kind === "path" ? question : { ...question, version: "*" },
    );
}

function serviceAccount(namespace: string, name: string): User {
  const groups = ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"];
  return { name: `system:serviceaccount:${namespace}:${name}`, groups };
}

/** The options of a write as its client sent them. */
function optionsOf(call: Call): JsonObject {
  if (call.method === "DELETE" && call.body !== undefined) return optionsInBody(call);
  const { query } = call;
  const texts = ["fieldManager", "fieldValidation", "propagationPolicy"].flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const grace = query.get("gracePeriodSeconds");
  return {
    ...(query.has("dryRun") && { dryRun: query.getAll("dryRun") }),
    ...(grace !== null && { gracePeriodSeconds: Number(grace) }),
    ...Object.fromEntries(texts),
  };
}

function optionsInBody(call: Call): JsonObject {
  const body = readBody(call);
  const value: JsonValue | undefined = body.ok ? body.value : undefined;
  if (!isJsonObject(value)) return {};
  const { kind: _kind, apiVersion: _apiVersion, ...options } = value;
  return options;
}
