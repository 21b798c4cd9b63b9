import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { KustomizeError } from "../errors.ts";
import { wrongNodeKind } from "../merge/node-kind.ts";
import { scalarText, withField } from "../resource/value.ts";
import { compileRegexp } from "../text/regexp.ts";
import type { PathStep } from "./path.ts";
import { unkeyedStep } from "./path.ts";
import { readPlainScalar } from "./plain-scalar.ts";
import { updateStructuredText } from "./structured.ts";

/** What stands at the end of a path that had to be made. */
export const created: unique symbol = Symbol("created");

export interface Walk {
  /** Whether missing fields and items are made. */
  readonly create: boolean;
  /** The new value for one that the path leads to. */
  readonly set: (current: JsonValue | typeof created) => JsonValue;
  /** The same inside of a text that holds JSON or YAML. */
  readonly setInText: (current: JsonValue | typeof created) => JsonValue;
}

/**
 * Changes all values that a path leads to and counts them.
 *
 * @throws KustomizeError when the path asks for an item of what is no list, a field of what is no map, or an index
 * that is not there.
 */
export function updatePath(
  value: JsonValue,
  steps: readonly PathStep[],
  walk: Walk,
): { readonly value: JsonValue; readonly count: number } {
  const counted = { count: 0 };
  const walker = new PathWalker(walk, counted);
  return { value: walker.step(value, steps), count: counted.count };
}

class PathWalker {
  readonly #walk: Walk;
  readonly #counted: { count: number };

  constructor(walk: Walk, counted: { count: number }) {
    this.#walk = walk;
    this.#counted = counted;
  }

  step(value: JsonValue | typeof created, steps: readonly PathStep[]): JsonValue {
    const [first, ...rest] = steps;
    if (first === undefined) {
      this.#counted.count += 1;
      return this.#walk.set(value);
    }
    if (first.is === "nothing") return demandScalar(value === created ? null : value);
    if (typeof value === "string") return this.#insideText(value, steps);
    // What the real tool makes below null is lost, and still counts.
    if (value === null && this.#walk.create) return this.#countUnchanged();
    const node = value === created ? emptyFor(first) : value;
    switch (first.is) {
      case "field":
        return this.#field(node, first.name, rest);
      case "index":
        return this.#index(node, first.index, rest);
      case "match":
        return this.#match(node, first, rest);
      case "unkeyed":
        throw unkeyedStep();
      case "every":
        return demandList(node).map((item) => this.step(item, rest));
    }
  }

  #countUnchanged(): null {
    this.#counted.count += 1;
    return null;
  }

  /** A text may hold JSON or YAML. What a path leads to in there is replaced as a whole. */
  #insideText(text: string, steps: readonly PathStep[]): JsonValue {
    const { create, setInText } = this.#walk;
    const whole: Walk = { create, set: setInText, setInText };
    const walker = new PathWalker(whole, this.#counted);
    const result = updateStructuredText(text, (value) => walker.step(value, steps));
    if (result === undefined) throw wrongNodeKind("MappingNode", text);
    return result;
  }

  #field(node: JsonValue, name: string, rest: readonly PathStep[]): JsonValue {
    if (node === null) return node;
    if (!isJsonObject(node)) throw wrongNodeKind("MappingNode", node);
    const current = getOwn(node, name);
    if (current === undefined && !this.#walk.create) return node;
    return withField(node, name, this.step(current ?? (current === null ? null : created), rest));
  }

  #index(node: JsonValue, index: number, rest: readonly PathStep[]): JsonValue {
    const items = demandList(node);
    const isNext = index === items.length && this.#walk.create;
    if (index >= items.length && !isNext) {
      throw new KustomizeError("no-match", `index ${index} specified but only ${items.length} elements found`);
    }
    return items.toSpliced(index, 1, this.step(items[index] ?? (isNext ? created : null), rest));
  }

  #match(node: JsonValue, step: Extract<PathStep, { is: "match" }>, rest: readonly PathStep[]): JsonValue {
    const items = demandList(node);
    const matches = itemMatcher(step);
    const before = this.#counted.count;
    const next = items.map((item) => (matches(item) ? this.step(item, rest) : item));
    if (this.#counted.count > before || !this.#walk.create) return next;
    return [...next, this.#createItem(step, rest)];
  }

  #createItem({ field, value }: { field: string; value: string }, rest: readonly PathStep[]): JsonValue {
    return this.step(field === "" ? created : { [field]: readPlainScalar(value) }, rest);
  }
}

function itemMatcher({ field, value }: { field: string; value: string }): (item: JsonValue) => boolean {
  const pattern = compileRegexp(value);
  if (field === "") return (item) => pattern.matcher(scalarText(item)).find();
  return (item) => {
    if (!isJsonObject(item)) throw wrongNodeKind("MappingNode", item);
    const found = getOwn(item, field);
    return found !== undefined && found !== null && pattern.matcher(scalarText(found)).find();
  };
}

function demandList(node: JsonValue): JsonArray {
  if (!Array.isArray(node)) throw wrongNodeKind("SequenceNode", node);
  return node as JsonArray;
}

function demandScalar(node: JsonValue): JsonValue {
  if (node !== null && typeof node === "object") throw wrongNodeKind("ScalarNode", node);
  return node;
}

function emptyFor(step: PathStep): JsonArray | JsonObject {
  return step.is === "field" || step.is === "every" ? {} : [];
}
