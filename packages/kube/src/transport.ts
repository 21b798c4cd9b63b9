import type { JsonValue } from "@flux-ts/base";

/** One request to a Kubernetes API, before it is bytes. */
export interface ApiRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path with a leading slash and percent-encoded segments, without the query. */
  readonly path: string;
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly headers?: ApiHeaders;
  /** A JSON value, or bytes that are sent as they are. `headers["content-type"]` says what they are. */
  readonly body?: JsonValue | Uint8Array;
  readonly signal?: AbortSignal;
}

/** Headers by lower-case name; a list where the header is repeated. */
export type ApiHeaders = { readonly [name: string]: string | readonly string[] };

export interface ApiResponse {
  readonly status: number;
  readonly headers: ApiHeaders;
  /** The parsed value of a JSON answer, the text of any other; undefined when there is no body. */
  readonly body: JsonValue | undefined;
}

/**
 * An open watch. Each event is the parsed line `{type, object}` as the server sent it.
 * Answers of text, such as a log that is followed, give each line as a string.
 */
export interface ApiStream {
  readonly status: number;
  readonly headers: ApiHeaders;
  /** Ends when the server ends the watch; throws when the connection breaks; leaving the loop closes it. */
  readonly events: AsyncIterable<JsonValue>;
}

/**
 * The way to one Kubernetes API as one identity: HTTP to a server, or a call into the embedded API in this process.
 * Both answer with statuses, never with errors, for whatever the server says; they throw when there was no answer.
 */
export interface Transport {
  send(request: ApiRequest): Promise<ApiResponse>;
  /** Opens a watch. A server that refuses it gives an {@link ApiResponse} with its Status. */
  watch(request: ApiRequest): Promise<ApiStream | ApiResponse>;
  /** Closes the connections. Open watches end. */
  close(): Promise<void>;
}
