import type { JsonValue } from "@flux-ts/base";

/** One request as the proxy saw it. */
export interface ProxiedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly contentType: string;
  /** The parsed JSON; undefined when there is none. */
  readonly body: JsonValue | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** A request and what befell it. */
export interface RelayedRequest extends ProxiedRequest {
  readonly mishap: Mishap | undefined;
}

/**
 * What befalls a request:
 * `hold` it is passed on once the promise has settled; `refuse` it is answered with this status and the server never hears of it; `drop` the
 * connection breaks before the server hears of it; `lose` it breaks after the server has done it; `truncate` the answer
 * breaks off half-way; `cut` a watch breaks off after so many lines; `expire` a watch ends with 410 after so many lines.
 */
export type Mishap =
  | { readonly kind: "hold"; readonly until: Promise<unknown> }
  | {
      readonly kind: "refuse";
      readonly status: number;
      readonly reason: string;
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: "drop" | "lose" | "truncate" }
  | { readonly kind: "cut" | "expire"; readonly lines: number };

export function isWatch({ query }: ProxiedRequest): boolean {
  return ["1", "true"].includes(query.get("watch") ?? "");
}

/** Whether it may change something: dry runs do not. */
export function isWrite({ method, query }: ProxiedRequest): boolean {
  return method !== "GET" && method !== "HEAD" && !query.has("dryRun");
}

/** Whether the server has heard of it. */
export function isPassedOn({ mishap }: RelayedRequest): boolean {
  return mishap?.kind !== "drop" && mishap?.kind !== "refuse";
}
