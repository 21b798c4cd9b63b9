/** Words with a meaning of their own, which are no names. */
export const keywords: ReadonlySet<string> = new Set(["true", "false", "null", "in"]);

/** Words of other languages, which are no names of variables. */
export const reserved: ReadonlySet<string> = new Set([
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

/** Whether a text is written like a name, whatever it means. */
export function isWord(text: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(text);
}

/** Whether a variable may be called so. */
export function isIdentifier(text: string): boolean {
  return isWord(text) && !keywords.has(text) && !reserved.has(text);
}
