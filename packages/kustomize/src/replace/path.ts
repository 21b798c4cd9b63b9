import { KustomizeError } from "../errors.ts";

/** One step of a replacement's path. */
export type PathStep =
  | { readonly is: "field"; readonly name: string }
  | { readonly is: "index"; readonly index: number }
  /** Items of which a field (or, without one, the item itself) has a value. */
  | { readonly is: "match"; readonly field: string; readonly value: string }
  | { readonly is: "every" }
  /** Brackets without a condition. */
  | { readonly is: "unkeyed" }
  /** Nothing between two dots: only scalars have it, and they have no value there. */
  | { readonly is: "nothing" };

export function unkeyedStep(): KustomizeError {
  return new KustomizeError("no-match", "list path element must contain fieldName=fieldValue for element to match");
}

/**
 * Reads the path of a source: names with dots between them. A name in brackets may hold dots, `[name=x]` chooses an
 * item of a list. Blanks around a name and nothing between two dots do not count.
 */
export function parseSourcePath(path: string): PathStep[] {
  return splitParts(path)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(parseStep);
}

/** Reads the path of a target: `[name=x]` chooses items of a list, `*` takes all of them; it may start with a dot. */
export function parseTargetPath(path: string): PathStep[] {
  const parts = splitParts(path);
  return (parts[0] === "" && parts.length > 1 ? parts.slice(1) : parts).map(parseStep);
}

/** Splits at dots that no backslash stands before, and joins what a bracket holds together. */
function splitParts(path: string): string[] {
  const parts: string[] = [];
  let open: string[] = [];
  for (const part of splitAtDots(path)) {
    if (open.length === 0 && !(part.startsWith("[") && !part.endsWith("]"))) {
      parts.push(part);
      continue;
    }
    open.push(part);
    if (!part.endsWith("]")) continue;
    parts.push(closeBracket(open));
    open = [];
  }
  if (open.length > 0) parts.push(closeBracket(open));
  return parts;
}

function splitAtDots(path: string): string[] {
  return path.split(/(?<!\\)\./).map((part) => part.replaceAll("\\.", "."));
}

/** The brackets of a name go, those of a condition stay. */
function closeBracket(parts: readonly string[]): string {
  const whole = parts.join(".");
  return whole.includes("=") ? whole : whole.replace(/^\[/, "").replace(/\]$/, "");
}

function parseStep(part: string): PathStep {
  if (part === "") return { is: "nothing" };
  if (/^\d+$/.test(part)) return { is: "index", index: Number(part) };
  if (part === "*") return { is: "every" };
  if (!part.startsWith("[") || !part.endsWith("]")) return { is: "field", name: part };
  const inner = part.slice(1, -1);
  const split = inner.indexOf("=");
  if (split < 0) return { is: "unkeyed" };
  return { is: "match", field: inner.slice(0, split), value: inner.slice(split + 1) };
}
