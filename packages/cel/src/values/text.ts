const surrogate = /[\ud800-\udfff]/;

/** The code points of a text, one by one. */
export function charactersOf(text: string): readonly string[] {
  return Array.from(text);
}

/** How many code points a text has. */
export function lengthOf(text: string): number {
  if (!surrogate.test(text)) return text.length;
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** A text whose code points are counted; where it has no surrogates, that is the text itself. */
export function codePoints(text: string): { readonly length: number; slice(start: number, end?: number): string } {
  if (!surrogate.test(text)) return text;
  const characters = charactersOf(text);
  return { length: characters.length, slice: (start, end) => characters.slice(start, end).join("") };
}
