import { randomUUID } from "node:crypto";
import type { JsonObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { userInfo } from "../auth/question.ts";
import type { Clock } from "../clock.ts";
import type { Call } from "../request/call.ts";
import { headerOf } from "../request/call.ts";
import type { RequestInfo } from "../request/info.ts";
import type { Reply, WatchReply } from "../request/reply.ts";
import type { User } from "../request/user.ts";
import type { AuditPolicy, Stage } from "./policy.ts";

/** Writes down who asked for what and how it went: `audit.k8s.io/v1` events of level Metadata. */
export interface AuditTrail {
  begin(call: Call): AuditRecord;
}

/** One request, from its arrival to its answer. */
export interface AuditRecord {
  /** Who calls, and for what. */
  asked(caller: User, request: RequestInfo): void;
  /** Whom the caller acts as, who may do that. */
  allowed(user: User): void;
  /** Gives the answer back, with the id of the record; the end of a watch is written when it ends. */
  answered(reply: Reply): Reply;
}

interface TrailOptions {
  readonly policy: AuditPolicy;
  readonly clock: Clock;
  readonly write: (event: JsonObject) => void;
}

export function createAuditTrail(options: TrailOptions): AuditTrail {
  return { begin: (call) => new Recording(options, call) };
}

class Recording implements AuditRecord {
  readonly #options: TrailOptions;
  readonly #call: Call;
  readonly #id: string;
  readonly #receivedAt: number;
  #caller: User | undefined;
  #request: RequestInfo | undefined;
  #user: User | undefined;
  /** Undefined as long as nobody knows who calls: such requests are written in full. */
  #omitStages: ReadonlySet<string> | undefined = new Set();

  constructor(options: TrailOptions, call: Call) {
    this.#options = options;
    this.#call = call;
    this.#id = headerOf(call.headers, "audit-id") ?? randomUUID();
    this.#receivedAt = options.clock.now();
  }

  asked(caller: User, request: RequestInfo): void {
    this.#caller = caller;
    this.#request = request;
    this.#omitStages = this.#options.policy(caller, request)?.omitStages;
    this.#write("RequestReceived");
  }

  allowed(user: User): void {
    this.#user = user;
  }

  answered(reply: Reply): Reply {
    const named = { ...reply, headers: { ...reply.headers, "audit-id": this.#id } };
    if (named.kind !== "watch") {
      this.#write("ResponseComplete", named);
      return named;
    }
    this.#write("ResponseStarted", named);
    return this.#followed(named);
  }

  #followed(reply: WatchReply): WatchReply {
    let open = true;
    const finish = (): void => {
      if (open) this.#write("ResponseComplete", reply);
      open = false;
    };
    return {
      ...reply,
      start: (sink) => {
        const end = (): void => {
          finish();
          sink.end();
        };
        const watch = reply.start({ event: (event) => sink.event(event), end });
        return {
          [Symbol.dispose]: () => {
            finish();
            watch[Symbol.dispose]();
          },
        };
      },
    };
  }

  #write(stage: Stage, reply?: Reply): void {
    if (this.#omitStages === undefined || this.#omitStages.has(stage)) return;
    const { write, clock } = this.#options;
    write({
      kind: "Event",
      apiVersion: "audit.k8s.io/v1",
      level: "Metadata",
      auditID: this.#id,
      stage,
      ...this.#what(),
      ...(reply && { responseStatus: statusOf(reply) }),
      requestReceivedTimestamp: microTime(this.#receivedAt),
      stageTimestamp: microTime(clock.now()),
      ...(reply && { annotations: { "authorization.k8s.io/decision": this.#user ? "allow" : "forbid" } }),
    });
  }

  #what(): JsonObject {
    const { method, path, query, headers, source } = this.#call;
    const request = this.#request;
    const caller = this.#caller;
    const acting = this.#user !== undefined && this.#user !== caller ? this.#user : undefined;
    const agent = headerOf(headers, "user-agent");
    return {
      requestURI: query.size === 0 ? path : `${path}?${query.toString()}`,
      verb: request?.verb ?? method.toLowerCase(),
      user: caller ? userInfo(caller) : {},
      ...(acting && { impersonatedUser: userInfo(acting) }),
      ...(source !== undefined && { sourceIPs: [source] }),
      ...(agent !== undefined && { userAgent: agent }),
      ...(request?.kind === "resource" && { objectRef: objectOf(request) }),
    };
  }
}

function objectOf({
  resource,
  namespace,
  name,
  group,
  version,
  subresource,
}: RequestInfo & { kind: "resource" }): JsonObject {
  const fields = { resource, namespace, name, apiGroup: group, apiVersion: version, subresource };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
}

/** Of an answer that is a Status, why it failed is told as well. */
function statusOf(reply: Reply): JsonObject {
  const body = reply.kind === "value" && isJsonObject(reply.body) ? reply.body : {};
  const failed = body["kind"] === "Status" && body["status"] === "Failure";
  const { status = "", message = "", reason = "" } = failed ? body : {};
  return { metadata: {}, ...(failed && { status, message, reason }), code: reply.status };
}

function microTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "000Z");
}
