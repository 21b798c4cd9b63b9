const escapes: ReadonlyMap<string, string> = new Map([
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
  ["\\", "\\\\"],
  ['"', '\\"'],
]);

/** A text as a literal. */
export function quote(text: string): string {
  // eslint-disable-next-line no-control-regex -- the control characters are what is replaced
  return `"${text.replaceAll(/[\u0007\b\f\n\r\t\v\\"]/g, (character) => escapes.get(character) ?? character)}"`;
}
