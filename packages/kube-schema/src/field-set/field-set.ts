import type { JsonObject } from "@flux-ts/base";
import * as nodes from "./node.ts";
import type { SetNode } from "./node.ts";
import { parseNode } from "./parse.ts";
import type { FieldPath } from "./path-element.ts";

/**
 * A set of fields of an object, as `metadata.managedFields` records it. Sets never change: every operation gives a
 * set, the same one when there was nothing to do.
 */
export class FieldSet {
  static readonly empty: FieldSet = new FieldSet({});

  /** The set as a tree, in any order; parts of it may be shared with other sets. */
  readonly root: SetNode;

  /** A set of a tree that follows the rules of {@link SetNode}; {@link FieldSet.parse} takes any other. */
  constructor(root: SetNode) {
    this.root = root;
  }

  /**
   * Reads FieldsV1. Elements of unknown kinds are dropped, as the API server does.
   *
   * @throws FieldSetError when a key is no path element.
   */
  static parse(fieldsV1: JsonObject): FieldSet {
    const root = nodes.withMembership(parseNode(fieldsV1), false);
    return root ? new FieldSet(root) : FieldSet.empty;
  }

  static of(...paths: readonly FieldPath[]): FieldSet {
    return new FieldSet(paths.map(nodes.nodeOf).reduce(nodes.union, FieldSet.empty.root));
  }

  get isEmpty(): boolean {
    return !nodes.hasChildren(this.root);
  }

  /** Whether this very path is in the set; a path below or above it does not count. */
  has(path: FieldPath): boolean {
    return nodes.hasPath(this.root, path);
  }

  /** Whether every path of this set is in the other. */
  isWithin(other: FieldSet): boolean {
    return nodes.isWithin(this.root, other.root);
  }

  equals(other: FieldSet): boolean {
    return nodes.equalNodes(this.root, other.root);
  }

  union(other: FieldSet): FieldSet {
    return this.#with(nodes.union(this.root, other.root));
  }

  intersection(other: FieldSet): FieldSet {
    return this.#with(nodes.intersection(this.root, other.root));
  }

  /** Without the paths of `other`; what lies below them stays. */
  difference(other: FieldSet): FieldSet {
    return this.#with(nodes.difference(this.root, other.root));
  }

  /** Without the paths of `other` and all that lies below them. */
  recursiveDifference(other: FieldSet): FieldSet {
    return this.#with(nodes.recursiveDifference(this.root, other.root));
  }

  /** Only what lies at, above or below the paths of `other`. */
  within(other: FieldSet): FieldSet {
    return this.#with(nodes.within(this.root, other.root));
  }

  /** Only the paths with no other path of the set below them. */
  leaves(): FieldSet {
    return this.#with(nodes.leaves(this.root));
  }

  /** Every path, shorter ones of a level first, each level in the order of FieldsV1. */
  paths(): readonly FieldPath[] {
    return [...nodes.pathsOf(this.root)];
  }

  /** FieldsV1 in the order in which the API server writes it. */
  toJson(): JsonObject {
    return nodes.sortNode(this.root);
  }

  #with(root: SetNode): FieldSet {
    return root === this.root ? this : new FieldSet(root);
  }
}
