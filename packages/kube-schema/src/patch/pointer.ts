import { getOwn, setOwn } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { PatchError } from "./errors.ts";

export type Container = JsonArray | JsonObject;

/** Where a JSON pointer leads: the container of its last segment, and the way back to a whole document. */
export interface Place {
  readonly container: Container;
  readonly key: string;
  /** The document with `container` replaced. */
  readonly rebuild: (container: Container) => JsonValue;
}

/**
 * Follows all but the last segment of an RFC 6901 pointer; undefined when one of them does not exist.
 * Text before the first slash is ignored, as Kubernetes' patch library does.
 */
export function locate(document: JsonValue, pointer: string, negativeIndices: boolean): Place | undefined {
  const segments = pointer.split("/").slice(1).map(decodeSegment);
  const key = segments.pop();
  if (key === undefined) return undefined;
  const way: { readonly container: Container; readonly at: string | number }[] = [];
  let node: JsonValue | undefined = document;
  for (const segment of segments) {
    if (!isContainer(node)) return undefined;
    const at = isList(node) ? findIndex(segment, node.length, negativeIndices) : segment;
    if (typeof at === "object") return undefined;
    way.push({ container: node, at });
    node = childAt(node, at);
  }
  if (!isContainer(node)) return undefined;
  const rebuild = (container: Container) =>
    way.reduceRight<Container>((child, step) => withChild(step.container, step.at, child), container);
  return { container: node, key, rebuild };
}

function decodeSegment(segment: string): string {
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}

export function isContainer(value: JsonValue | undefined): value is Container {
  return typeof value === "object" && value !== null;
}

export function isList(value: JsonValue | undefined): value is JsonArray {
  return Array.isArray(value);
}

export function childAt(container: Container, at: string | number): JsonValue | undefined {
  return isList(container) ? container[at as number] : getOwn(container, String(at));
}

export function withChild(container: Container, at: string | number, child: JsonValue): Container {
  if (isList(container)) return container.with(at as number, child);
  const copy: JsonObjectDraft = { ...container };
  setOwn(copy, String(at), child);
  return copy;
}

export function withoutKey(object: JsonObject, key: string): JsonObject {
  const rest: JsonObjectDraft = { ...object };
  delete rest[key];
  return rest;
}

/** The place a segment means in a list with `size` places, or why it means none. */
function findIndex(segment: string, size: number, negativeIndices: boolean): number | PatchError {
  if (!/^[+-]?\d+$/.test(segment)) {
    return new PatchError("bad-index", `strconv.Atoi: parsing ${JSON.stringify(segment)}: invalid syntax`);
  }
  const index = Number(segment);
  const place = index < 0 && negativeIndices ? index + size : index;
  if (place >= 0 && place < size) return place;
  return new PatchError("bad-index", `Unable to access invalid index: ${index}: invalid index referenced`);
}

/** {@link findIndex} for callers that cannot go on without the index. */
export function indexOf(segment: string, size: number, negativeIndices: boolean): number {
  const index = findIndex(segment, size, negativeIndices);
  if (typeof index === "object") throw index;
  return index;
}
