const isLetter = /^\p{L}$/u;
const isDigit = /^[0-9]$/;

/**
 * The order in which go-yaml prints the keys of a map: other characters before letters, runs of digits by their number.
 * It is the order of code points only as long as neither digits nor other characters are compared.
 */
export function compareKeys(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  // A difference in the second half of a surrogate pair is one of whole characters.
  if (at > 0 && isLowSurrogate(a, at) && isLowSurrogate(b, at)) at--;
  if (at === a.length || at === b.length) return a.length - b.length;
  return compareFrom(a, b, at);
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}

function compareFrom(a: string, b: string, at: number): number {
  const first = String.fromCodePoint(a.codePointAt(at) as number);
  const second = String.fromCodePoint(b.codePointAt(at) as number);
  const byCharacter = (first.codePointAt(0) as number) - (second.codePointAt(0) as number);
  const firstIsLetter = isLetter.test(first);
  const secondIsLetter = isLetter.test(second);
  if (firstIsLetter && secondIsLetter) return byCharacter;
  if (firstIsLetter || secondIsLetter) return firstIsLetter ? 1 : -1;
  const firstRun = digitsFrom(a, at);
  const secondRun = digitsFrom(b, at);
  // Zeros inside of a number count: 10 and 1 differ in length, not in a number that begins here.
  const carried = (first === "0" || second === "0") && insideNumber(a, at) ? "1" : "";
  const byNumber = compareNumbers(carried + firstRun, carried + secondRun);
  if (byNumber !== 0) return byNumber;
  return firstRun.length - secondRun.length || byCharacter;
}

function digitsFrom(text: string, at: number): string {
  let end = at;
  while (end < text.length && isDigit.test(text[end] as string)) end++;
  return text.slice(at, end);
}

/** Whether digits that are not all zeros come right before. */
function insideNumber(text: string, at: number): boolean {
  for (let before = at - 1; before >= 0 && isDigit.test(text[before] as string); before--) {
    if (text[before] !== "0") return true;
  }
  return false;
}

function compareNumbers(a: string, b: string): number {
  const first = a.replace(/^0+/, "");
  const second = b.replace(/^0+/, "");
  if (first.length !== second.length) return first.length - second.length;
  return first < second ? -1 : first > second ? 1 : 0;
}
