import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { AskAccess } from "@flux-ts/cel";
import type { Authorizer } from "../../auth/authorizer.ts";
import type { Registry } from "../../registry/registry.ts";
import { readBody } from "../../request/body.ts";
import type { ResourceContext } from "../../request/context.ts";
import type { User } from "../../request/user.ts";
import { writeTarget } from "../../verbs/verb.ts";
import { describeWrites, optionsInBody } from "./about.ts";
import type { AskOptions } from "./ask.ts";
import type { CallWebhook, ServiceUrl } from "./call.ts";
import { createChanging, passThrough } from "./changing.ts";
import { createChecking } from "./checking.ts";
import { connectOptions } from "./connect.ts";
import type { Registration, Registrations } from "./registrations.ts";
import { Session } from "./session.ts";
import { isExempt } from "./webhook.ts";

export interface DynamicOptions {
  readonly registrations: Registrations;
  readonly authorizer: Authorizer;
  readonly callWebhook: CallWebhook;
  readonly serviceUrl: ServiceUrl;
}

/** Carries out a write of a client. */
export type CarryOut<T> = (registry: Registry, context: ResourceContext) => T;

/** Puts policies and webhooks, which come and go as objects, before the writes and connections of clients. */
export interface DynamicAdmission {
  /** Without policies and webhooks, a write is carried out at once. */
  run<T>(registry: Registry, context: ResourceContext, carryOut: CarryOut<T>): T | Promise<T>;
}

export function createDynamicAdmission(options: DynamicOptions): DynamicAdmission {
  return {
    run: (registry, context, carryOut) => {
      if (!isUsed(options.registrations)) return carryOut(registry, context);
      const { resource } = context.served;
      const connects = connectOptions(context) !== undefined;
      const reads = context.call.method === "GET" || context.call.method === "HEAD";
      if ((reads && !connects) || isExempt(resource.group, resource.plural)) return carryOut(registry, context);
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
  const about = describeWrites(context, dryRun);
  const attempt = (in_: ResourceContext) => (tried: Registry) => {
    const asked: AskOptions = {
      ...options,
      session,
      registry: tried,
      ask: askAs(options.authorizer, context.user),
      annotate: (key, value, level) => context.notes.annotate(key, value, level),
    };
    const checking = createChecking(asked, about);
    const sent = sentThrough(context);
    if (sent !== undefined) {
      const target = writeTarget(context, { dryRun, fieldManager: "" });
      const changed = passThrough(asked, { ...about(target, { object: sent, old: undefined }), object: sent });
      checking.check?.(tried, target, { object: changed, old: undefined });
      return carryOut(tried, changed === sent ? in_ : withBody(in_, changed));
    }
    // Webhooks change what the plugins made; what they say counts before anything is charged to a quota.
    return carryOut({ ...tried, admission: [checking, ...tried.admission, createChanging(asked, about)] }, in_);
  };
  // Of many objects, none is deleted before it is known what can be.
  if (context.call.method === "DELETE" && context.name === "") await session.run(attempt(asDryRun(context)));
  return await session.run(attempt(context));
}

/**
 * What opens a connection, or is posted to a subresource, such as an eviction: that is what others are asked about, not
 * what comes of it.
 */
function sentThrough(context: ResourceContext): KubeObject | undefined {
  const options = connectOptions(context);
  const { call, subresource } = context;
  if (options !== undefined || call.method !== "POST" || subresource === "") return options;
  const body = readBody(call);
  return body.ok && isJsonObject(body.value) ? ({ metadata: {}, ...body.value } as unknown as KubeObject) : undefined;
}

function withBody(context: ResourceContext, body: JsonObject): ResourceContext {
  return { ...context, call: { ...context.call, body: { value: body } } };
}

function asDryRun(context: ResourceContext): ResourceContext {
  const query = new URLSearchParams(context.call.query);
  query.set("dryRun", "All");
  const asked = { ...context, call: { ...context.call, query } };
  return context.call.body === undefined ? asked : withBody(asked, { ...optionsInBody(context.call), dryRun: ["All"] });
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
