/** Where a string literal ends, or the offset after the first character that cannot be in it. */
export interface StringEnd {
  readonly at: number;
  readonly complete: boolean;
}

const escape = /\\(?:[abfnrtv"'\\?`]|[0-3][0-7][0-7]|[xX][\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})/y;
/** As much of an escape sequence as there is. */
const partialEscape = /\\(?:[xX][\da-fA-F]?|u[\da-fA-F]{0,3}|U[\da-fA-F]{0,7}|[0-3][0-7]?)?/y;
const prefix = /[bB]?[rR]?/y;

/** Finds the end of the string literal that begins at an offset with its prefix or quote. */
export function scanString(text: string, at: number): StringEnd {
  prefix.lastIndex = at;
  const letters = prefix.exec(text)?.[0] ?? "";
  const raw = /[rR]/.test(letters);
  const open = at + letters.length;
  const quote = text.charAt(open);
  if (text.startsWith(quote.repeat(3), open)) {
    const long = scanBody(text, open + 3, { quote: quote.repeat(3), raw, multiline: true });
    // What does not end with three quotes is an empty string and what follows.
    return long.complete ? long : { at: open + 2, complete: true };
  }
  return scanBody(text, open + 1, { quote, raw, multiline: false });
}

interface Body {
  readonly quote: string;
  readonly raw: boolean;
  readonly multiline: boolean;
}

/** The offset after the character that makes an escape sequence none. */
function afterEscape(text: string, at: number): number {
  partialEscape.lastIndex = at;
  return Math.min(text.length, at + (partialEscape.exec(text)?.[0].length ?? 0) + 1);
}

function scanBody(text: string, start: number, { quote, raw, multiline }: Body): StringEnd {
  let at = start;
  while (at < text.length) {
    if (text.startsWith(quote, at)) return { at: at + quote.length, complete: true };
    const character = text.charAt(at);
    if (character === "\\" && !raw) {
      escape.lastIndex = at;
      const found = escape.exec(text)?.[0];
      if (found === undefined) return { at: afterEscape(text, at), complete: false };
      at += found.length;
    } else if (!multiline && (character === "\n" || character === "\r")) {
      return { at: at + 1, complete: false };
    } else {
      at += 1;
    }
  }
  return { at: text.length, complete: false };
}
