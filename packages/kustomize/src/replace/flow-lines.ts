const blockScalar = /(?:^|\s)[|>][-+0-9]*\s*$/m;
const opening = /(?:^|[:-][ \t]+)[{[]/gm;
const token = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[{}[\]]|\s*,\s*|\s+|./suy;

/**
 * Puts every flow collection of a YAML text on one line, as the real tool prints them. Texts in which braces may be
 * something else (block scalars) and those with comments in braces are left as they are.
 */
export function joinFlowLines(text: string): string {
  if (blockScalar.test(text)) return text;
  let result = "";
  let at = 0;
  while (at < text.length) {
    const start = flowStart(text, at);
    if (start === undefined) break;
    const flow = readFlow(text, start);
    if (flow === undefined) return text;
    result += text.slice(at, start) + flow.joined;
    at = flow.end;
  }
  return result + text.slice(at);
}

/** Where the next collection in braces or brackets starts. */
function flowStart(text: string, from: number): number | undefined {
  opening.lastIndex = from;
  const match = opening.exec(text);
  return match === null ? undefined : match.index + match[0].length - 1;
}

function readFlow(text: string, start: number): { readonly joined: string; readonly end: number } | undefined {
  let joined = "";
  let depth = 0;
  token.lastIndex = start;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [part] = match;
    if (part === "#" && joined.endsWith(" ")) return undefined;
    if (/^[{[]$/.test(part)) depth += 1;
    if (/^[}\]]$/.test(part)) depth -= 1;
    joined += joinPart(part, joined, text.slice(token.lastIndex, token.lastIndex + 1));
    if (depth === 0) return { joined, end: token.lastIndex };
  }
  return undefined;
}

function joinPart(part: string, before: string, next: string): string {
  const isAtEdge = /[{[]$/.test(before) || /[}\]]/.test(next);
  if (part.trim() === ",") return isAtEdge ? "" : ", ";
  if (part.trim() === "") return isAtEdge ? "" : " ";
  return part;
}
