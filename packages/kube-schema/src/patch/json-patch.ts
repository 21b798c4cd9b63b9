import { equalJson, getOwn, isJsonObject, stringifyJson } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { PatchError } from "./errors.ts";
import { childAt, indexOf, isContainer, isList, locate, withChild, withoutKey } from "./pointer.ts";
import type { Container, Place } from "./pointer.ts";

export interface JsonPatchOptions {
  /** Whether index `-1` means the last item of a list, as Kubernetes and kustomize do; default true. */
  readonly negativeIndices?: boolean;
  /** Limit in bytes of JSON on what all `copy` operations together may add; default none. */
  readonly copyLimit?: number;
}

/**
 * Applies an RFC 6902 patch. The document is not changed; the result shares what the patch leaves alone.
 *
 * Deviates from the RFC exactly as the library of the API server does: `replace` and `copy` take a missing
 * key of an object as null, an operation without `value` has the value null, and a pointer need not begin with a slash.
 *
 * @throws PatchError on the first operation that does not apply.
 */
export function applyJsonPatch(document: JsonValue, patch: JsonValue, options: JsonPatchOptions = {}): JsonValue {
  if (!Array.isArray(patch)) throw new PatchError("malformed", "A JSON patch is a list of operations");
  const run: Run = {
    negativeIndices: options.negativeIndices ?? true,
    copyLimit: options.copyLimit ?? Infinity,
    copied: 0,
  };
  let result = document;
  for (const operation of patch as readonly JsonValue[]) {
    result = applyOperation(result, isJsonObject(operation) ? operation : {}, run);
  }
  return result;
}

interface Run {
  readonly negativeIndices: boolean;
  readonly copyLimit: number;
  copied: number;
}

type Apply = (document: JsonValue, operation: JsonObject, run: Run) => JsonValue;

const operations: { readonly [op: string]: Apply } = { add, remove, replace, move, copy, test };

function applyOperation(document: JsonValue, operation: JsonObject, run: Run): JsonValue {
  const op = getOwn(operation, "op");
  const kind = typeof op === "string" ? op : "unknown";
  const apply = getOwn(operations, kind);
  if (apply === undefined) throw new PatchError("malformed", `Unexpected kind: ${kind}`);
  return apply(document, operation, run);
}

function add(document: JsonValue, operation: JsonObject, run: Run): JsonValue {
  const path = readPath(operation, "add operation failed to decode path");
  const place =
    locate(document, path, run.negativeIndices) ??
    missing(`add operation does not apply: doc is missing path: "${path}"`);
  return explain(`error in add for path: '${path}'`, () => insert(place, valueOf(operation), run));
}

function remove(document: JsonValue, operation: JsonObject, run: Run): JsonValue {
  const path = readPath(operation, "remove operation failed to decode path");
  const place =
    locate(document, path, run.negativeIndices) ??
    missing(`remove operation does not apply: doc is missing path: "${path}"`);
  return explain(`error in remove for path: '${path}'`, () => cut(place, run));
}

function replace(document: JsonValue, operation: JsonObject, run: Run): JsonValue {
  const path = readPath(operation, "replace operation failed to decode path: operation missing path field");
  const value = valueOf(operation);
  // The library ignores a scalar here instead of failing.
  if (path === "") return isContainer(value) ? value : document;
  const place =
    locate(document, path, run.negativeIndices) ??
    missing(`replace operation does not apply: doc is missing path: ${path}`);
  try {
    return place.rebuild(withChild(place.container, keyIn(place.container, place.key, run), value));
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    return missing(`replace operation does not apply: doc is missing key: ${path}`);
  }
}

function move(document: JsonValue, operation: JsonObject, run: Run): JsonValue {
  const from = readFrom(operation, "move");
  const source =
    locate(document, from, run.negativeIndices) ??
    missing(`move operation does not apply: doc is missing from path: ${from}`);
  const context = `error in move for path: '${source.key}'`;
  const value = explain(context, () => read(source, run));
  const rest = explain(context, () => cut(source, run));
  const path = readPath(operation, "move operation failed to decode path: operation missing path field");
  const target =
    locate(rest, path, run.negativeIndices) ??
    missing(`move operation does not apply: doc is missing destination path: ${path}`);
  return explain(`error in move for path: '${path}'`, () => insert(target, value, run));
}

function copy(document: JsonValue, operation: JsonObject, run: Run): JsonValue {
  const from = readFrom(operation, "copy");
  const source =
    locate(document, from, run.negativeIndices) ??
    missing(`copy operation does not apply: doc is missing from path: ${from}`);
  const value = explain(`error in copy for from: '${from}'`, () => read(source, run));
  const path = readPath(operation, "copy operation failed to decode path");
  const target =
    locate(document, path, run.negativeIndices) ??
    missing(`copy operation does not apply: doc is missing destination path: ${path}`);
  countCopy(value, run);
  return explain("error while adding value during copy", () => insert(target, value, run));
}

function countCopy(value: JsonValue, run: Run): void {
  if (run.copyLimit === Infinity || value === null) return;
  run.copied += new TextEncoder().encode(stringifyJson(value)).length;
  if (run.copied <= run.copyLimit) return;
  throw new PatchError(
    "too-large",
    `Unable to complete the copy, the accumulated size increase of copy is ${run.copied}, exceeding the limit ${run.copyLimit}`,
  );
}

function test(document: JsonValue, operation: JsonObject, run: Run): JsonValue {
  const path = readPath(operation, "test operation failed to decode path: operation missing path field");
  const failed = `testing value ${path} failed`;
  if (path === "") {
    if (equalJson(document, valueOf(operation))) return document;
    throw new PatchError("test-failed", `${failed}: test failed`);
  }
  const place =
    locate(document, path, run.negativeIndices) ?? missing(`test operation does not apply: is missing path: ${path}`);
  const actual = explain(`error in test for path: '${path}'`, () => read(place, run));
  if (equalJson(actual, valueOf(operation))) return document;
  throw new PatchError("test-failed", `${failed}: test failed`);
}

function read({ container, key }: Place, run: Run): JsonValue {
  return childAt(container, keyIn(container, key, run)) ?? null;
}

function insert({ container, key, rebuild }: Place, value: JsonValue, run: Run): JsonValue {
  if (!isList(container)) return rebuild(withChild(container, key, value));
  if (key === "-") return rebuild([...container, value]);
  return rebuild(container.toSpliced(insertionIndex(key, container.length + 1, run), 0, value));
}

function insertionIndex(key: string, size: number, run: Run): number {
  if (/^[+-]?\d+$/.test(key)) return indexOf(key, size, run.negativeIndices);
  return explain(`value was not a proper array index: '${key}'`, () => indexOf(key, size, run.negativeIndices));
}

function cut({ container, key, rebuild }: Place, run: Run): JsonValue {
  if (isList(container)) {
    return rebuild(container.toSpliced(indexOf(key, container.length, run.negativeIndices), 1));
  }
  if (!Object.hasOwn(container, key)) missing(`Unable to remove nonexistent key: ${key}`);
  return rebuild(withoutKey(container, key));
}

function keyIn(container: Container, key: string, run: Run): string | number {
  return isList(container) ? indexOf(key, container.length, run.negativeIndices) : key;
}

function valueOf(operation: JsonObject): JsonValue {
  return getOwn(operation, "value") ?? null;
}

function readPath(operation: JsonObject, whenMissing: string): string {
  const path = getOwn(operation, "path");
  return typeof path === "string" ? path : missing(whenMissing);
}

function readFrom(operation: JsonObject, op: "move" | "copy"): string {
  const from = getOwn(operation, "from");
  return typeof from === "string"
    ? from
    : missing(`${op} operation failed to decode from: operation, missing from field`);
}

function missing(message: string): never {
  throw new PatchError("missing", `${message}: missing value`);
}

/** Puts what an operation was about before the message of a failure in it. */
function explain<T>(context: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    if (error instanceof PatchError) throw new PatchError(error.code, `${context}: ${error.message}`);
    throw error;
  }
}
