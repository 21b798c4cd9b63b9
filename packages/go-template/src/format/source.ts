import { integerOf, isNil, listOf, sortedKeys, stringOf, typeOf } from "../values/value.ts";
import type { Value, ValueMap } from "../values/value.ts";
import { formatFloat } from "./float.ts";
import { quote } from "./quote.ts";

const maxDepth = 200;

/** The value as Go's source has it: what `%#v` prints. */
export function formatSource(value: Value, depth = 0): string {
  if (depth > maxDepth) return "...";
  if (isNil(value)) return depth === 0 ? "<nil>" : "interface {}(nil)";
  if (typeof value === "number") return formatFloat(value);
  const text = stringOf(value);
  if (text !== undefined) return quote(text);
  const integer = integerOf(value);
  if (integer !== undefined)
    return typeOf(value).kind.startsWith("u") ? `0x${integer.toString(16)}` : integer.toString();
  return typeof value === "object" ? formatContainer(value, depth) : String(value);
}

function formatContainer(value: object, depth: number): string {
  const inner = (item: Value) => formatSource(item, depth + 1);
  const { name, kind, fields = [], isNil: isUnmade } = typeOf(value as Value);
  if (isUnmade) return `${name}(nil)`;
  const list = listOf(value as Value);
  if (list !== undefined) return `${name}{${list.map(inner).join(", ")}}`;
  const map = value as ValueMap;
  const entries =
    kind === "map"
      ? sortedKeys(map).map((key) => `${quote(key)}:${inner(map[key])}`)
      : fields.map((field) => `${field}:${inner(map[field])}`);
  return `${name}{${entries.join(", ")}}`;
}
