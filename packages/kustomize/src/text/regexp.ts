import { messageOf } from "@flux-ts/base";
import { RE2JS } from "re2js";
import { KustomizeError } from "../errors.ts";

const compiled = new Map<string, RE2JS>();
const maxCompiled = 512;

/**
 * Compiles a regular expression that a user wrote. It runs in time linear to the text.
 *
 * @throws KustomizeError
 */
export function compileRegexp(pattern: string): RE2JS {
  const known = compiled.get(pattern);
  if (known) return known;
  try {
    const regexp = RE2JS.compile(pattern);
    if (compiled.size >= maxCompiled) compiled.clear();
    compiled.set(pattern, regexp);
    return regexp;
  } catch (error) {
    throw new KustomizeError("invalid-config", messageOf(error), { cause: error });
  }
}

/** A test whether a pattern matches the whole of a text; an empty pattern matches every text. */
export function anchoredMatcher(pattern: string | undefined): (text: string) => boolean {
  if (!pattern) return () => true;
  const regexp = compileRegexp(`^(?:${pattern})$`);
  // Most selectors are plain names: these need no engine.
  if (/^[\w-]+$/.test(pattern)) return (text) => text === pattern;
  return (text) => regexp.matcher(text).find();
}
