import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { FieldCause, PatchSchema, ValueType } from "@flux-ts/kube-schema";

/** What a version of a kind looks like: reading, defaulting, checking and merging its objects. */
export interface ObjectType {
  /**
   * What is wrong with the type that a body says it has; undefined when it may be read as this one. With the body,
   * what is wrong with it as the type it says counts first.
   */
  checkType(apiVersion: string, kind: string, body?: JsonObject): TypeProblem | undefined;
  /** Reads a request body: checks the types of fields and drops what the type does not know. */
  decode(body: JsonObject, decoder: "json" | "converter"): DecodeResult;
  /** Adds the defaults that the type declares. `nulls` says what becomes of those that a custom resource may not have. */
  applyDefaults(object: KubeObject, nulls?: "dropped" | "kept"): KubeObject;
  /** What is wrong with the object by its type; `old` is the stored object on update, `part` what alone is written. */
  validate(object: KubeObject, old: KubeObject | undefined, part?: "status"): Validation;
  /**
   * The stored object in this version. The result is remembered, so calls are cheap and give the same object again.
   */
  fromStored(object: KubeObject): KubeObject;
  /** An object of this version in the form that is stored. */
  toStored(object: KubeObject): KubeObject;
  /** How strategic merge patches merge it; undefined when the kind does not take them. */
  readonly patchSchema: PatchSchema | undefined;
  /** What the server's own language has before anything is set: changes are seen against it on creation. */
  readonly blank: KubeObject | undefined;
  /** How its fields are merged and owned. */
  readonly fields: ValueType;
  /** Whether items of lists carry `kind` and `apiVersion`, as those of custom resources do. */
  readonly typedItems: boolean;
}

export interface TypeProblem {
  /** `%s` stands for the text of the body. */
  readonly message: string;
  /** Whether the body is of no type at all, which upstream words differently. */
  readonly unrecognized: boolean;
}

export type DecodeResult =
  | ({ readonly decoded: true } & Decoded)
  /** A field has a wrong type; the message is Go's. */
  | { readonly decoded: false; readonly message: string };

export interface Decoded {
  readonly object: KubeObject;
  /** Paths of dropped fields, as strict validation reports them. */
  readonly unknownFields: readonly string[];
}

export interface Validation {
  readonly causes: readonly FieldCause[];
  readonly warnings: readonly string[];
}
