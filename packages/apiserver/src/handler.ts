import type { Log } from "@flux-ts/base";
import { messageOf } from "@flux-ts/base";
import { emitYaml } from "@flux-ts/yaml";
import type { DynamicAdmission } from "./admission/dynamic/admission.ts";
import type { Access } from "./auth/access.ts";
import type { ProtobufAnswers } from "./protobuf/answer.ts";
import type { ProtobufBodies } from "./protobuf/body.ts";
import { noNotes } from "./audit/notes.ts";
import type { AuditRecord, AuditTrail } from "./audit/trail.ts";
import type { Registry } from "./registry/registry.ts";
import type { Accept } from "./request/accept.ts";
import { negotiate } from "./request/accept.ts";
import type { Call } from "./request/call.ts";
import { headerOf } from "./request/call.ts";
import type { ResourceContext } from "./request/context.ts";
import type { PathRequest, RequestInfo, ResourceRequest } from "./request/info.ts";
import { parseRequest } from "./request/info.ts";
import type { Reply } from "./request/reply.ts";
import type { User } from "./request/user.ts";
import { badRequest, internalError, methodNotAllowed, notAcceptable, unknownResource } from "./status/errors.ts";
import { StatusError } from "./status/status.ts";
import { routeVerb } from "./verbs/route.ts";
import { viewOf } from "./view/views.ts";
import { Warnings } from "./warnings.ts";

export interface HandlerOptions {
  readonly registry: Registry;
  readonly access: Access;
  readonly dynamicAdmission: DynamicAdmission;
  readonly protobufBodies: ProtobufBodies;
  readonly protobufAnswers: ProtobufAnswers;
  /** Documents and probes: the first that knows a path answers. */
  readonly paths: readonly PathHandler[];
  /** Where requests are written down. @default nowhere */
  readonly audit?: AuditTrail | undefined;
  readonly log: Log;
}

/** Answers requests that are about no resource; undefined when the path is not its own. */
export type PathHandler = (request: PathRequest, call: Call, user: User) => Reply | undefined;

const acceptedTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

/** What is known of an answer before there is one. */
interface Exchange {
  readonly warnings: Warnings;
  /** How the client wants to see objects; undefined when it takes nothing that there is. */
  accept: Accept | undefined;
  readonly record: AuditRecord | undefined;
}

/** Answers calls. It never throws: whatever goes wrong becomes a Status. */
export function createHandler(options: HandlerOptions): (call: Call) => Promise<Reply> {
  return async (call) => {
    const accept = negotiate(headerOf(call.headers, "accept"));
    const exchange: Exchange = { warnings: new Warnings(), accept, record: options.audit?.begin(call) };
    const reply = finish(options, await outcome(options, call, exchange), exchange);
    return exchange.record?.answered(reply) ?? reply;
  };
}

async function outcome(options: HandlerOptions, call: Call, exchange: Exchange): Promise<Reply> {
  try {
    const reply = await answer(options, call, exchange);
    if (call.method !== "GET") await options.registry.store.durable();
    return reply;
  } catch (error) {
    return failure(error, options.log, call);
  }
}

function answer(options: HandlerOptions, call: Call, exchange: Exchange): Reply | Promise<Reply> {
  const { access } = options;
  const { caller, request } = identify(access, call, exchange.record);
  exchange.record?.asked(caller, request);
  const user = authorize(access, { caller, call, request }, exchange.record);
  if (request.kind === "resource") {
    const reply = answerResource(options, { call, user, request }, exchange);
    if (reply !== undefined) return reply;
  } else {
    // Most documents have no messages: they come as JSON to whoever takes that, too.
    exchange.accept = negotiate(headerOf(call.headers, "accept"), { protobuf: false }) ?? exchange.accept;
    for (const handle of options.paths) {
      const reply = handle(request, call, user);
      if (reply !== undefined) return reply;
    }
  }
  return { kind: "text", status: 404, headers: {}, text: "404 page not found\n" };
}

interface Question {
  readonly caller: User;
  readonly call: Call;
  readonly request: RequestInfo;
}

function identify(access: Access, call: Call, record: AuditRecord | undefined): Omit<Question, "call"> {
  let caller: User;
  try {
    caller = access.authenticate(call);
  } catch (error) {
    record?.unknown(parsePath(call));
    throw error;
  }
  return { caller, request: parsePath(call) };
}

function authorize(access: Access, { caller, call, request }: Question, record: AuditRecord | undefined): User {
  const user = access.actAs(caller, call, request);
  record?.actsAs(user);
  try {
    const reason = access.authorize(user, call, request);
    record?.decided("allow", reason);
    return user;
  } catch (error) {
    record?.decided("forbid", "");
    throw error;
  }
}

function parsePath(call: Call): ReturnType<typeof parseRequest> {
  if (call.path.includes("//")) throw unknownResource();
  try {
    return parseRequest(call.method, call.path, call.query);
  } catch (error) {
    if (error instanceof URIError) throw badRequest(`invalid path: ${error.message}`);
    throw error;
  }
}

interface ResourceCall {
  readonly call: Call;
  readonly user: User;
  readonly request: ResourceRequest;
}

/** Undefined when there is no such group and version at all. */
function answerResource(
  { registry, access, dynamicAdmission, protobufBodies }: HandlerOptions,
  { call, user, request }: ResourceCall,
  exchange: Exchange,
): Reply | Promise<Reply> | undefined {
  const handler = routeVerb(registry.catalog, request);
  if (handler === undefined) return undefined;
  const { served, verb } = handler;
  // Custom resources have no messages.
  const protobuf = served.resource.definition === undefined;
  const accept = negotiate(headerOf(call.headers, "accept"), { protobuf });
  if (accept === undefined) throw notAcceptable(acceptedTypes);
  exchange.accept = accept;
  const { warnings } = exchange;
  // Of the two handlers upstream has, that of custom resources takes HEAD for GET.
  if (call.method === "HEAD" && served.resource.definition === undefined) throw methodNotAllowed();
  if (served.version.deprecation !== undefined) warnings.add(served.version.deprecation);
  const { name, subresource, rest } = request;
  // The path of a namespace names it twice, as the place and as the object.
  const namespace = served.resource.namespaced ? request.namespace : "";
  const warn = (text: string) => warnings.add(text);
  const context: ResourceContext = {
    call: protobuf ? protobufBodies(call) : call,
    user,
    served,
    namespace,
    name,
    subresource,
    rest,
    projection: served.version.subresources.get(subresource)?.projection,
    clock: registry.clock,
    notes: exchange.record ?? noNotes,
    warn,
  };
  const carryOut = access.reviewOf(context) ?? verb;
  // Warnings of a try that is not the last are kept: those of the last one are the same and more.
  return dynamicAdmission.run(registry, context, (used, asked) => carryOut(used, asked, viewOf(asked, accept.as)));
}

function failure(error: unknown, log: Log, { method, path }: Call): Reply {
  if (!(error instanceof StatusError)) log.error("request failed", error, { method, path });
  const status = error instanceof StatusError ? error : internalError(messageOf(error));
  return { kind: "value", status: status.code, headers: status.headers, body: status.toStatus() };
}

function finish({ protobufAnswers }: HandlerOptions, reply: Reply, { accept, warnings }: Exchange): Reply {
  const headers = { ...reply.headers, ...warnings.headers() };
  if (accept?.format === "protobuf" && reply.headers["content-type"] === undefined) {
    return protobufAnswers({ ...reply, headers });
  }
  if (reply.kind !== "value" || accept?.format !== "yaml") return { ...reply, headers };
  const text = emitYaml(reply.body);
  return { kind: "text", status: reply.status, headers: { ...headers, "content-type": "application/yaml" }, text };
}
