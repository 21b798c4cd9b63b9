import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { KustomizeError } from "../errors.ts";
import { formatNode } from "../field/node-text.ts";

type NodeKind = "MappingNode" | "SequenceNode" | "ScalarNode";

/** The kind of a value; null and nothing have none. */
export function nodeKind(value: JsonValue | undefined): NodeKind | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return "SequenceNode";
  return isJsonObject(value) ? "MappingNode" : "ScalarNode";
}

/** @throws KustomizeError when a value is there and is of another kind. */
export function demandSameKind(value: JsonValue | undefined, kind: NodeKind | undefined): void {
  const actual = nodeKind(value);
  if (actual === undefined || actual === kind) return;
  throw wrongNodeKind(kind ?? "MappingNode", value);
}

/** The failure to find one kind of value where another one is. */
export function wrongNodeKind(expected: NodeKind, value: JsonValue | undefined): KustomizeError {
  const actual = nodeKind(value) ?? "ScalarNode";
  return new KustomizeError(
    "patch",
    `wrong node kind: expected ${expected} but got ${actual}: node contents:\n${formatNode(value)}`,
  );
}
