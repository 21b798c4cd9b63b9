import type { JsonObject } from "@flux-ts/base";
import type { FieldPath } from "./path-element.ts";
import type { SetNode } from "./node.ts";

/**
 * A set of fields of an object, as `metadata.managedFields` records it. Sets never change: every operation gives a
 * set, the same one when there was nothing to do.
 */
export class FieldSet {
  /** The set as FieldsV1 in any order; the same parts may be shared by many sets. */
  readonly root: SetNode;
  static readonly empty = new FieldSet({});

  constructor(root: SetNode) {
    this.root = root;
  }

  /**
   * Reads FieldsV1. Elements of unknown kinds are dropped, as the API server does.
   *
   * @throws FieldSetError when a key is no path element.
   */
  static parse(_fieldsV1: JsonObject): FieldSet {
    throw new Error("stub");
  }

  static of(..._paths: readonly FieldPath[]): FieldSet {
    throw new Error("stub");
  }

  get isEmpty(): boolean {
    throw new Error("stub");
  }

  /** Whether this very path is in the set; a path below or above it does not count. */
  has(_path: FieldPath): boolean {
    throw new Error("stub");
  }

  equals(_other: FieldSet): boolean {
    throw new Error("stub");
  }

  union(_other: FieldSet): FieldSet {
    throw new Error("stub");
  }

  intersection(_other: FieldSet): FieldSet {
    throw new Error("stub");
  }

  /** Without the paths of `other`; what lies below them stays. */
  difference(_other: FieldSet): FieldSet {
    throw new Error("stub");
  }

  /** Without the paths of `other` and all that lies below them. */
  recursiveDifference(_other: FieldSet): FieldSet {
    throw new Error("stub");
  }

  /** Only what lies at, above or below the paths of `other`. */
  within(_other: FieldSet): FieldSet {
    throw new Error("stub");
  }

  /** Only the paths with no other path of the set below them. */
  leaves(): FieldSet {
    throw new Error("stub");
  }

  /** Every path, shorter ones of a level first, each level in the order of FieldsV1. */
  paths(): readonly FieldPath[] {
    throw new Error("stub");
  }

  /** FieldsV1 in the order in which the API server writes it. */
  toJson(): JsonObject {
    throw new Error("stub");
  }
}
