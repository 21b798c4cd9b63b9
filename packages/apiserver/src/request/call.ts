import type { JsonValue } from "@flux-ts/base";
import type { User } from "./user.ts";

/** Header values by lower-case name; repeated headers are a list. */
export type Headers = { readonly [name: string]: string | readonly string[] | undefined };

/** A request as it arrives, over HTTP or from within the process. */
export interface Call {
  readonly method: string;
  /** Percent-encoded, with a leading slash, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** Bytes as they came, or a value that a caller in this process handed over; undefined when there is none. */
  readonly body: Uint8Array | { readonly value: JsonValue } | undefined;
  /** Who calls, when that is known already; otherwise the headers say it. */
  readonly user: User | undefined;
  readonly signal: AbortSignal;
  /** The address that the call came from, when it came over the network. */
  readonly source?: string;
}

export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : value?.[0];
}
