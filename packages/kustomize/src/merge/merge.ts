import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { getOwn, setOwn } from "@flux-ts/base";
import { notesOf, setNotes } from "@flux-ts/yaml";
import { splitDirective, splitListDirective } from "./directive.ts";
import { inferredKey, mergeKeyedLists, mergeScalarLists } from "./lists.ts";
import { demandSameKind, nodeKind } from "./node-kind.ts";
import type { SchemaNode } from "./schema.ts";

export interface MergeOptions {
  /** Where new items of a merged list go. `kustomize build` puts them first. */
  readonly newItems: "first" | "last";
  /** Whether lists of maps without a schema are merged by a well-known key (`name`, `mountPath` ...). */
  readonly inferKeys?: boolean;
}

/**
 * Merges a strategic merge patch into a value, as kyaml does it: null deletes, lists merge by the keys of the schema,
 * `$patch` replaces or deletes. Returns undefined when nothing is left.
 *
 * @throws KustomizeError when both sides are there and of different kinds.
 */
export function mergePatch(
  target: JsonValue | undefined,
  patch: JsonValue | undefined,
  schema: SchemaNode | undefined,
  options: MergeOptions,
): JsonValue | undefined {
  return new Merger(options).merge(target, patch, schema);
}

class Merger {
  readonly #options: MergeOptions;

  constructor(options: MergeOptions) {
    this.#options = options;
  }

  merge(
    target: JsonValue | undefined,
    patch: JsonValue | undefined,
    schema: SchemaNode | undefined,
  ): JsonValue | undefined {
    const kind = nodeKind(target) ?? nodeKind(patch);
    demandSameKind(target, kind);
    demandSameKind(patch, kind);
    switch (kind) {
      case "SequenceNode":
        return this.#mergeLists(target as JsonArray | undefined, patch as JsonArray | undefined | null, schema);
      case "ScalarNode":
        if (patch === null) return undefined;
        return patch === undefined ? target : patch;
      default:
        return this.#mergeMaps(target as JsonObject | undefined | null, patch as JsonObject | undefined | null, schema);
    }
  }

  #mergeMaps(
    target: JsonObject | undefined | null,
    patch: JsonObject | undefined | null,
    schema: SchemaNode | undefined,
  ): JsonValue | undefined {
    // Null that the patch does not mention stays; a blank field never gets here.
    if (patch === undefined && target === null) return null;
    if (patch === null) return undefined;
    const { directive, rest } = patch === undefined ? { directive: "merge", rest: undefined } : splitDirective(patch);
    if (directive === "delete") return undefined;
    // What is added or replaced is merged into itself: that drops its nulls and its own directives.
    const isAdded = target === undefined || target === null || target === patch;
    const base = isAdded || directive === "replace" ? rest : target;
    return base && this.#mergeFields(base, rest, schema);
  }

  #mergeFields(target: JsonObject, patch: JsonObject | undefined, schema: SchemaNode | undefined): JsonObject {
    const merged: JsonObjectDraft = {};
    let changed = false;
    const blank = notesOf(target)?.blank;
    for (const [name, value] of Object.entries(target)) {
      const change = patch && getOwn(patch, name);
      const isDropped = value === null && change === undefined && blank?.has(name);
      const result = isDropped ? undefined : this.merge(value, change, schema?.field(name));
      if (result !== undefined) setOwn(merged, name, result);
      if (result !== value) changed = true;
    }
    for (const [name, change] of Object.entries(patch ?? {})) {
      if (Object.hasOwn(target, name)) continue;
      const result = this.merge(undefined, change, schema?.field(name));
      if (result === undefined) continue;
      setOwn(merged, name, result);
      changed = true;
    }
    if (!changed) return target;
    keepOtherKeys(merged, target, patch);
    return merged;
  }

  #mergeLists(
    target: JsonArray | undefined | null,
    patch: JsonArray | undefined | null,
    schema: SchemaNode | undefined,
  ): JsonValue | undefined {
    if (patch === null) return undefined;
    const keys = this.#keysOf(target ?? [], patch ?? [], schema);
    if (keys === undefined) return patch === undefined ? (target ?? undefined) : patch;
    const { directive, rest, item } = splitListDirective(patch ?? []);
    // In a list that is added as it is, the item with the directive takes the place of all others.
    if (item && !target) return schema && schema.keys.length > 1 ? patch : [item];
    if (directive === "delete") return undefined;
    const base = target && target !== patch && directive !== "replace" ? target : rest;
    if (keys.length === 0) return mergeScalarLists(base, rest, this.#options.newItems);
    return mergeKeyedLists(base, rest, {
      keys,
      newItems: this.#options.newItems,
      mergeItems: (item, change) => this.merge(item, change, schema?.items()),
    });
  }

  /** The keys that items of a list merge by, none for scalars, undefined for a list that is replaced as a whole. */
  #keysOf(target: JsonArray, patch: JsonArray, schema: SchemaNode | undefined): readonly string[] | undefined {
    if (schema) return schema.strategy.split(",").includes("merge") ? schema.keys : undefined;
    if (!this.#options.inferKeys) return undefined;
    const key = inferredKey(target) ?? inferredKey(patch);
    return key === undefined ? undefined : [key];
  }
}

/** A key keeps the type with which it came first, and one that was there twice still is. */
function keepOtherKeys(merged: JsonObjectDraft, target: JsonObject, patch: JsonObject | undefined): void {
  const before = notesOf(target)?.otherKeys ?? [];
  const added = [...((patch && notesOf(patch)?.otherKeys) ?? [])].filter(([key]) => !Object.hasOwn(target, key));
  const otherKeys = new Map([...before, ...added].filter(([key]) => Object.hasOwn(merged, key)));
  const duplicates = notesOf(target)?.duplicates ?? [];
  const texts = new Map([...(notesOf(target)?.texts ?? []), ...((patch && notesOf(patch)?.texts) ?? [])]);
  if (otherKeys.size + duplicates.length + texts.size > 0) {
    setNotes(merged, { blank: new Set(), otherKeys, texts, duplicates, isFlow: false });
  }
}
