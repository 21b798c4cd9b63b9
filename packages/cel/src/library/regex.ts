import { RE2JS } from "re2js";
import { listOf } from "../values/list.ts";
import { EvalError } from "../values/value.ts";
import { func, library, method } from "./define.ts";
import type { Library } from "./define.ts";

const cacheSize = 500;
const compiled = new Map<string, RE2JS | EvalError>();

/** Compiles a pattern as RE2 does; the most recent ones are kept. */
export function compilePattern(pattern: string): RE2JS | EvalError {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const made = tryCompile(pattern);
  if (compiled.size >= cacheSize) compiled.delete(compiled.keys().next().value ?? "");
  compiled.set(pattern, made);
  return made;
}

function tryCompile(pattern: string): RE2JS | EvalError {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return new EvalError(error instanceof Error ? error.message : String(error));
  }
}

function matches(text: string, pattern: string): boolean | EvalError {
  const regex = compilePattern(pattern);
  return regex instanceof EvalError ? regex : regex.matcher(text).find();
}

function find(text: string, pattern: string): string | EvalError {
  const found = findAll(text, pattern, 1n);
  return found instanceof EvalError ? found : (found[0] ?? "");
}

function findAll(text: string, pattern: string, limit = -1n): readonly string[] | EvalError {
  const regex = compilePattern(pattern);
  if (regex instanceof EvalError) return regex;
  const matcher = regex.matcher(text);
  const found: string[] = [];
  const most = limit < 0n ? Number.POSITIVE_INFINITY : Number(limit);
  while (found.length < most && matcher.find()) found.push(matcher.group() ?? "");
  return found;
}

function asList(found: readonly string[] | EvalError): ReturnType<typeof listOf> | EvalError {
  return found instanceof EvalError ? found : listOf(found);
}

/** `matches`, which every dialect has. */
export const matching: Library = library({
  matches: {
    matches: func(["string", "string"], "bool", matches),
    matches_string: method(["string", "string"], "bool", matches),
  },
});

/** Kubernetes' functions on regular expressions. */
export const regex: Library = library({
  find: { string_find_string: method(["string", "string"], "string", find) },
  findAll: {
    string_find_all_string: method(["string", "string"], "list(string)", (text, pattern) =>
      asList(findAll(text, pattern)),
    ),
    string_find_all_string_int: method(["string", "string", "int"], "list(string)", (text, pattern, limit) =>
      asList(findAll(text, pattern, limit)),
    ),
  },
});
