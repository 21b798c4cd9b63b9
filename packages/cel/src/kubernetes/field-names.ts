/** Words that expressions cannot use as names; fields called so are written `__word__`. */
const keywords: ReadonlySet<string> = new Set([
  "true",
  "false",
  "null",
  "in",
  "as",
  "break",
  "const",
  "continue",
  "else",
  "for",
  "function",
  "if",
  "import",
  "let",
  "loop",
  "package",
  "namespace",
  "return",
  "var",
  "void",
  "while",
]);

/** What characters that are in no name are written as. */
const escapes: ReadonlyMap<string, string> = new Map([
  ["__", "__underscores__"],
  [".", "__dot__"],
  ["-", "__dash__"],
  ["/", "__slash__"],
]);

/** How an expression names a field; undefined for fields that it cannot name. */
export function escapeFieldName(name: string): string | undefined {
  if (keywords.has(name)) return `__${name}__`;
  const escaped = name.replaceAll(/__|[.\-/]/g, (part) => escapes.get(part) ?? part);
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(escaped) ? escaped : undefined;
}

/** Whether a field can also be named as it is, though it is called like a word of other languages. */
export function isPlainFieldName(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && !["true", "false", "null", "in"].includes(name);
}
