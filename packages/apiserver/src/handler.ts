import type { Log } from "@flux-ts/base";
import { messageOf } from "@flux-ts/base";
import { emitYaml } from "@flux-ts/yaml";
import type { Access } from "./auth/access.ts";
import type { ProtobufBodies } from "./protobuf/body.ts";
import type { Registry } from "./registry/registry.ts";
import type { Accept } from "./request/accept.ts";
import { negotiate } from "./request/accept.ts";
import type { Call } from "./request/call.ts";
import { headerOf } from "./request/call.ts";
import type { ResourceContext } from "./request/context.ts";
import type { PathRequest, ResourceRequest } from "./request/info.ts";
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
  readonly protobufBodies: ProtobufBodies;
  /** Documents and probes: the first that knows a path answers. */
  readonly paths: readonly PathHandler[];
  readonly log: Log;
}

/** Answers requests that are about no resource; undefined when the path is not its own. */
export type PathHandler = (request: PathRequest, call: Call, user: User) => Reply | undefined;

const acceptedTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

/** Answers calls. It never throws: whatever goes wrong becomes a Status. */
export function createHandler(options: HandlerOptions): (call: Call) => Promise<Reply> {
  return async (call) => {
    const warnings = new Warnings();
    const accept = negotiate(headerOf(call.headers, "accept"));
    try {
      const reply = answer(options, call, accept, warnings);
      if (call.method !== "GET") await options.registry.store.durable();
      return finish(reply, accept, warnings);
    } catch (error) {
      return finish(failure(error, options.log, call), accept, warnings);
    }
  };
}

function answer(options: HandlerOptions, call: Call, accept: Accept | undefined, warnings: Warnings): Reply {
  const { access } = options;
  const caller = access.authenticate(call);
  const request = parsePath(call);
  const user = access.authorize(caller, call, request);
  if (request.kind === "resource") {
    const reply = answerResource(options, { call, user, request, accept, warnings });
    if (reply !== undefined) return reply;
  } else {
    for (const handle of options.paths) {
      const reply = handle(request, call, user);
      if (reply !== undefined) return reply;
    }
  }
  return { kind: "text", status: 404, headers: {}, text: "404 page not found\n" };
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
  readonly accept: Accept | undefined;
  readonly warnings: Warnings;
}

/** Undefined when there is no such group and version at all. */
function answerResource(
  { registry, access, protobufBodies }: HandlerOptions,
  { call, user, request, accept, warnings }: ResourceCall,
) {
  const handler = routeVerb(registry.catalog, request);
  if (handler === undefined) return undefined;
  if (accept === undefined) throw notAcceptable(acceptedTypes);
  const { served, verb } = handler;
  // Of the two handlers upstream has, that of custom resources takes HEAD for GET.
  if (call.method === "HEAD" && served.resource.definition === undefined) throw methodNotAllowed();
  if (served.version.deprecation !== undefined) warnings.add(served.version.deprecation);
  const { name, subresource } = request;
  // The path of a namespace names it twice, as the place and as the object.
  const namespace = served.resource.namespaced ? request.namespace : "";
  const warn = (text: string) => warnings.add(text);
  const context: ResourceContext = {
    // Custom resources have no messages.
    call: served.resource.definition === undefined ? protobufBodies(call) : call,
    user,
    served,
    namespace,
    name,
    subresource,
    projection: served.version.subresources.get(subresource)?.projection,
    clock: registry.clock,
    warn,
  };
  const carryOut = access.reviewOf(context) ?? verb;
  return carryOut(registry, context, viewOf(context, accept.as));
}

function failure(error: unknown, log: Log, { method, path }: Call): Reply {
  if (!(error instanceof StatusError)) log.error("request failed", error, { method, path });
  const status = error instanceof StatusError ? error : internalError(messageOf(error));
  return { kind: "value", status: status.code, headers: status.headers, body: status.toStatus() };
}

function finish(reply: Reply, accept: Accept | undefined, warnings: Warnings): Reply {
  const headers = { ...reply.headers, ...warnings.headers() };
  if (reply.kind !== "value" || accept?.format !== "yaml") return { ...reply, headers };
  const text = emitYaml(reply.body);
  return { kind: "text", status: reply.status, headers: { ...headers, "content-type": "application/yaml" }, text };
}
