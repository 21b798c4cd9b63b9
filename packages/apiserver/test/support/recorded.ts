import { readFileSync } from "node:fs";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";

/** Requests one after the other, with what a real API server (1.36.3) answered them. */
export interface RecordedCase {
  /** Also the namespace that the case is about. */
  readonly name: string;
  /** Objects that are made before. */
  readonly setup: readonly (JsonObject & { readonly apiVersion: string; readonly kind: string })[];
  /** By the place in the setup: the answer where the object was refused, null where it was made. */
  readonly refused?: readonly (JsonObject | null)[];
  readonly steps: readonly RecordedStep[];
}

export interface RecordedStep {
  readonly request: {
    readonly method?: string;
    readonly path: string;
    readonly query?: { readonly [name: string]: string };
    /** Of the body. */
    readonly type?: string;
    readonly body?: JsonValue;
  };
  readonly answer: { readonly status: number; readonly body: JsonValue; readonly warnings?: string };
}

export function readRecorded(name: string): readonly RecordedCase[] {
  return JSON.parse(readFileSync(new URL(`../cases/${name}`, import.meta.url), "utf8")) as readonly RecordedCase[];
}

/** What differs from one server to the next. */
const volatile = new Set([
  "creationTimestamp",
  "deletionTimestamp",
  "lastTransitionTime",
  "resourceVersion",
  "time",
  "uid",
]);

/** Names that end as nobody can know. */
const generated = /\b(kube-api-access-|gen-)[a-z0-9]{5}\b/g;

/** An answer without what differs from one server to the next, in a form that can be compared. */
export function settledAnswer(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(settledAnswer);
  if (typeof value === "string") return value.replaceAll(generated, "$1");
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([name]) => !volatile.has(name));
  return Object.fromEntries<JsonValue>(entries.map(([name, item]) => [name, settledAnswer(item)]));
}
