/**
 * Where the first JSON value of a text ends, as far as that shows without reading it: behind its last quote or bracket, or before
 * what can be no part of a number or word. 0 when the text begins with none.
 */
export function endOfJson(text: string): number {
  const start = text.search(/\S/);
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first === "{" || first === "[") return endOfBrackets(text, start);
  const scalar = /^[-+.\w]+/.exec(text.slice(Math.max(start, 0)));
  return scalar === null ? 0 : start + scalar[0].length;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

function endOfBrackets(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at] as string;
    if (character === '"') at = endOfString(text, at) - 1;
    else if ("{[".includes(character)) depth += 1;
    else if ("}]".includes(character) && --depth === 0) return at + 1;
  }
  return text.length;
}
