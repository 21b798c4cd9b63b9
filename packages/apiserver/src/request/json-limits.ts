/** Objects and lists inside of each other. Upstream takes ten times as many, which no object has. */
const greatestDepth = 1000;

const quote = 0x22;
const backslash = 0x5c;

/** Which limit a JSON text is beyond; undefined for none, and for texts that are no JSON. */
export function jsonLimitProblem(text: string): string | undefined {
  return depthProblem(text) ?? numberProblem(text);
}

function depthProblem(text: string): string | undefined {
  // Too short to be too deep.
  if (text.length < greatestDepth) return undefined;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) quoted = !quoted;
    else if (quoted) at += code === backslash ? 1 : 0;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > greatestDepth) return `invalid character '${text.charAt(at)}' exceeded max depth`;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return undefined;
}

/** Numbers that a double may not hold: with a long exponent or very many digits. */
const suspects = /-?\d+(?:\.\d+)?[eE]\+?\d{3,}|-?\d{309,}(?:\.\d+)?/g;

function numberProblem(text: string): string | undefined {
  for (const [number] of text.matchAll(suspects)) {
    if (!Number.isFinite(Number(number)) && isOutside(text, number)) {
      return `json: cannot unmarshal number ${number.slice(0, 40)} into Go value of type float64`;
    }
  }
  return undefined;
}

/** Whether a number stands as such in a JSON text, not within a string. */
function isOutside(text: string, number: string): boolean {
  const withoutStrings = text.replace(/"(?:[^"\\]|\\.)*"/g, '""');
  return withoutStrings.includes(number);
}
