import type { JsonObject, JsonValue } from "@flux-ts/base";

export type ReplyHeaders = { readonly [name: string]: string | readonly string[] };

/** What the server answers: each door (HTTP, in process) turns it into what its callers see. */
export type Reply = ValueReply | TextReply | WatchReply;

export interface ValueReply {
  readonly kind: "value";
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly body: JsonValue;
  /** The body as JSON when somebody has that already; doors print `body` otherwise. */
  readonly json?: () => readonly Uint8Array[];
  /** The body as the client asked for it, when that is not JSON; doors within the process give `body` all the same. */
  readonly encoded?: () => Uint8Array;
}

export interface TextReply {
  readonly kind: "text";
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly text: string;
}

export interface WatchReply {
  readonly kind: "watch";
  readonly status: 200;
  readonly headers: ReplyHeaders;
  /** Starts the events. Everything that happened before is delivered within this call. */
  readonly start: (sink: WatchSink) => Disposable;
}

/** One event of a watch. Both forms are made at most once for all watchers that show it alike. */
export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly value: JsonObject;
  /** The event as it is sent: a line of JSON with its line end, or a frame of another form. */
  line(): Uint8Array;
}

export interface WatchSink {
  event(event: WatchEvent): void;
  /** The server is done: no event follows. */
  end(): void;
}
