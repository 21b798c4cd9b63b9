const escapes: { readonly [char: string]: string } = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

// oxlint-disable-next-line no-control-regex -- control characters are what has to be found
const special = /["\\]|[\u0000-\u001f\u007f]|(?! )\p{Z}|[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu;

/** Quotes a text as Go's `%q` does. */
export function quoteGo(text: string): string {
  return `"${text.replace(special, escapeChar)}"`;
}

function escapeChar(char: string): string {
  const known = escapes[char];
  if (known !== undefined) return known;
  const code = char.codePointAt(0) as number;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** A list as Go's `%v` prints it. */
export function formatGoList(items: readonly string[]): string {
  return `[${items.join(" ")}]`;
}
