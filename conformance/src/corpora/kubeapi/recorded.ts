import type { JsonObject, JsonValue } from "@flux-ts/base";

/** A recorded answer: what of it is missing was not kept. */
export type RecordedResponse = {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string | readonly string[] };
  readonly body?: JsonValue;
  readonly text?: string;
  readonly events?: readonly JsonObject[];
  /** The sorted keys of the body; null when it is no JSON. */
  readonly keys?: readonly string[] | null;
};

/** The parts of a body that were recorded. */
export type Selection = {
  readonly list?: string;
  readonly key?: string;
  readonly in?: readonly JsonValue[];
  readonly pointer?: string;
  readonly pointers?: readonly string[];
};
