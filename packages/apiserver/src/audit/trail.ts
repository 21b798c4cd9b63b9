import { randomUUID } from "node:crypto";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import type { Clock } from "../clock.ts";
import type { Call } from "../request/call.ts";
import { headerOf } from "../request/call.ts";
import type { RequestInfo } from "../request/info.ts";
import type { Reply, WatchReply } from "../request/reply.ts";
import type { User } from "../request/user.ts";
import { eventOf } from "./event.ts";
import type { AuditNotes } from "./notes.ts";
import type { AuditDecision, AuditPolicy, Stage } from "./policy.ts";

/** Writes down who asked for what and how it went, as `audit.k8s.io/v1` events. */
export interface AuditTrail {
  begin(call: Call): AuditRecord;
}

/** One request, from its arrival to its answer. */
export interface AuditRecord extends AuditNotes {
  /** Who calls, and for what. */
  asked(caller: User, request: RequestInfo): void;
  /** Somebody calls who is not known. */
  unknown(request: RequestInfo | undefined): void;
  /** Whom the caller acts as. */
  actsAs(user: User): void;
  /** Whether they may, and for which reason. */
  decided(decision: "allow" | "forbid", reason: string): void;
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

/** Subresources whose answer takes as long as the client likes. */
const lasting = new Set(["attach", "exec", "log", "portforward", "proxy"]);

class Recording implements AuditRecord {
  readonly #options: TrailOptions;
  readonly #call: Call;
  readonly #id: string;
  readonly #receivedAt: number;
  readonly #annotations = new Map<string, string>();
  #caller: User | undefined;
  #request: RequestInfo | undefined;
  #user: User | undefined;
  #requested: JsonValue | undefined;
  #decision: AuditDecision;

  constructor(options: TrailOptions, call: Call) {
    this.#options = options;
    this.#call = call;
    this.#id = headerOf(call.headers, "audit-id") ?? randomUUID();
    this.#receivedAt = options.clock.now();
    this.#decision = options.policy(undefined, undefined);
  }

  asked(caller: User, request: RequestInfo): void {
    this.#caller = caller;
    this.#request = request;
    this.#decision = this.#options.policy(caller, request);
    this.#write("RequestReceived");
  }

  unknown(request: RequestInfo | undefined): void {
    this.#request = request;
    this.#decision = this.#options.policy(undefined, request);
  }

  actsAs(user: User): void {
    this.#user = user;
  }

  decided(decision: "allow" | "forbid", reason: string): void {
    this.annotate("authorization.k8s.io/decision", decision);
    this.annotate("authorization.k8s.io/reason", reason);
  }

  requested(body: JsonValue): void {
    this.#requested = body;
  }

  annotate(key: string, value: string, level?: "Request"): void {
    if (level !== undefined && this.#decision?.level === "Metadata") return;
    if (!this.#annotations.has(key)) this.#annotations.set(key, value);
  }

  answered(reply: Reply): Reply {
    const named = { ...reply, headers: { ...reply.headers, "audit-id": this.#id } };
    if (named.kind === "watch") {
      this.#write("ResponseStarted", named);
      return this.#followed(named);
    }
    const request = this.#request;
    // As upstream, nothing is complete that never began, for want of a caller.
    const started = this.#caller === undefined || (request?.kind === "resource" && lasting.has(request.subresource));
    if (started) this.#write("ResponseStarted", named);
    if (this.#caller !== undefined) this.#write("ResponseComplete", named);
    return named;
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
    const decision = this.#decision;
    if (decision === undefined || decision.omitStages.has(stage)) return;
    const { write, clock } = this.#options;
    write(
      eventOf({
        id: this.#id,
        stage,
        decision,
        call: this.#call,
        request: this.#request,
        caller: this.#caller,
        user: this.#user,
        requested: this.#requested,
        reply,
        annotations: this.#annotations,
        receivedAt: this.#receivedAt,
        now: clock.now(),
      }),
    );
  }
}
