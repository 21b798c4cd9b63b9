import { isWord, keywords, reserved } from "../parse/reserved.ts";

/** What characters that are in no name are written as. */
const escapes: ReadonlyMap<string, string> = new Map([
  ["__", "__underscores__"],
  [".", "__dot__"],
  ["-", "__dash__"],
  ["/", "__slash__"],
]);

/** How an expression names a field; undefined for fields that it cannot name. */
export function escapeFieldName(name: string): string | undefined {
  if (keywords.has(name) || reserved.has(name)) return `__${name}__`;
  const escaped = name.replaceAll(/__|[.\-/]/g, (part) => escapes.get(part) ?? part);
  return isWord(escaped) ? escaped : undefined;
}

/** Whether a field can also be named as it is, though it is called like a word of other languages. */
export function isPlainFieldName(name: string): boolean {
  return isWord(name) && !keywords.has(name);
}
