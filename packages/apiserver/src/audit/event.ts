import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { userInfo } from "../auth/question.ts";
import type { Call } from "../request/call.ts";
import { headerOf } from "../request/call.ts";
import type { RequestInfo } from "../request/info.ts";
import type { Reply } from "../request/reply.ts";
import type { User } from "../request/user.ts";
import type { AuditDecision, Stage } from "./policy.ts";

/** All that is known of a request at one stage. */
export interface Recorded {
  readonly id: string;
  readonly stage: Stage;
  readonly decision: NonNullable<AuditDecision>;
  readonly call: Call;
  readonly request: RequestInfo | undefined;
  /** Undefined when nobody knows who calls. */
  readonly caller: User | undefined;
  /** Whom the caller acts as. */
  readonly user: User | undefined;
  readonly requested: JsonValue | undefined;
  readonly reply: Reply | undefined;
  /** By key. */
  readonly annotations: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly now: number;
}

/** The `audit.k8s.io/v1` event of a request at one stage. */
export function eventOf(recorded: Recorded): JsonObject {
  const { id, stage, decision, call, request, caller, user, reply, annotations } = recorded;
  const { method, path, query, headers, source } = call;
  const acting = user !== undefined && user !== caller ? user : undefined;
  const agent = headerOf(headers, "user-agent");
  return {
    kind: "Event",
    apiVersion: "audit.k8s.io/v1",
    level: decision.level,
    auditID: id,
    stage,
    requestURI: query.size === 0 ? path : `${path}?${query.toString()}`,
    verb: request?.verb ?? method.toLowerCase(),
    user: caller ? userInfo(caller) : {},
    ...(acting && { impersonatedUser: userInfo(acting) }),
    ...(source !== undefined && { sourceIPs: [source] }),
    ...(agent !== undefined && { userAgent: agent }),
    ...(request?.kind === "resource" && { objectRef: referenceTo(request, reply && recorded.requested) }),
    ...(reply && { responseStatus: statusOf(reply) }),
    ...(reply && bodiesOf(recorded, reply)),
    requestReceivedTimestamp: microTime(recorded.receivedAt),
    stageTimestamp: microTime(recorded.now),
    ...(reply && annotations.size > 0 && { annotations: Object.fromEntries(annotations) }),
  };
}

type ResourceRequest = RequestInfo & { readonly kind: "resource" };

/** What the request is about. What its path leaves open, the object that was sent may say. */
function referenceTo(request: ResourceRequest, requested: JsonValue | undefined): JsonObject {
  const { resource, group, version, subresource } = request;
  const metadata = isJsonObject(requested) && isJsonObject(requested["metadata"]) ? requested["metadata"] : {};
  const fields = {
    resource,
    namespace: request.namespace || metadata["namespace"],
    name: request.name || metadata["name"],
    uid: metadata["uid"],
    apiGroup: group,
    apiVersion: version,
    resourceVersion: metadata["resourceVersion"],
    subresource,
  };
  return Object.fromEntries(
    Object.entries(fields).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
    ),
  );
}

/** The status that is answered, or the code alone where an object is. */
function statusOf(reply: Reply): JsonObject {
  const body = reply.kind === "value" && isJsonObject(reply.body) ? reply.body : {};
  const fields = body["kind"] === "Status" ? ["status", "message", "reason", "details"] : [];
  const given = fields.flatMap((field) => (body[field] === undefined ? [] : [[field, body[field]] as const]));
  return { metadata: {}, ...Object.fromEntries<JsonValue>(given), code: reply.status };
}

function bodiesOf({ decision, request, requested }: Recorded, reply: Reply): JsonObject {
  const { level, omitManagedFields } = decision;
  if (level === "Metadata" || request?.kind !== "resource") return {};
  const shown = (body: JsonValue): JsonValue => (omitManagedFields ? withoutManagedFields(body) : body);
  return {
    ...(requested !== undefined && { requestObject: shown(requested) }),
    ...(level === "RequestResponse" && reply.kind === "value" && { responseObject: shown(reply.body) }),
  };
}

/** An object, or a list of objects, without who set which of their fields. */
function withoutManagedFields(body: JsonValue): JsonValue {
  if (!isJsonObject(body)) return body;
  const { metadata, items } = body;
  const kept = isJsonObject(metadata) ? { ...body, metadata: withoutOwners(metadata) } : body;
  return Array.isArray(items) ? { ...kept, items: (items as JsonArray).map(withoutManagedFields) } : kept;
}

function withoutOwners({ managedFields: _managedFields, ...metadata }: JsonObject): JsonObject {
  return metadata;
}

function microTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000Z");
}
