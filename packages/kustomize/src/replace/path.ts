/** One step of a replacement's path. */
export type PathStep =
  | { readonly is: "field"; readonly name: string }
  | { readonly is: "index"; readonly index: number }
  /** Items of which a field (or, without one, the item itself) has a value. */
  | { readonly is: "match"; readonly field: string; readonly value: string }
  | { readonly is: "every" };

/**
 * Reads a path: names with dots between them; a part in brackets may hold dots, `[name=x]` chooses items of a list,
 * `*` takes all of them.
 */
export function parseReplacementPath(path: string): PathStep[] {
  return splitParts(path).map(parseStep);
}

function splitParts(path: string): string[] {
  const parts: string[] = [];
  let part = "";
  let depth = 0;
  for (let index = 0; index < path.length; index++) {
    const char = path[index] as string;
    if (char === "\\" && path[index + 1] === ".") {
      part += ".";
      index += 1;
    } else if (char === "." && depth === 0) {
      parts.push(part);
      part = "";
    } else {
      if (char === "[") depth += 1;
      if (char === "]") depth = Math.max(0, depth - 1);
      part += char;
    }
  }
  parts.push(part);
  return parts;
}

function parseStep(part: string): PathStep {
  if (/^\d+$/.test(part)) return { is: "index", index: Number(part) };
  if (part === "*") return { is: "every" };
  if (!part.startsWith("[") || !part.endsWith("]")) return { is: "field", name: part };
  const inner = part.slice(1, -1);
  const split = inner.indexOf("=");
  if (split < 0) return { is: "field", name: inner };
  return { is: "match", field: inner.slice(0, split), value: inner.slice(split + 1) };
}
