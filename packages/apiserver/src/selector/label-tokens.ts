export interface LabelToken {
  readonly kind: "identifier" | "symbol" | "end";
  readonly text: string;
}

const symbols = new Set(["(", ")", ",", "!", "=", "==", "!=", ">", "<"]);
const words = new Set(["in", "notin"]);
// Runs of operator characters are one token, as upstream's lexer reads them; so is everything up to the next of them.
const token = /\s*([=!<>]+|[(),]|[^\s=!<>(),]+)/y;

/** Cuts a label selector into tokens; what is no known operator becomes a symbol that no rule expects. */
export function lexSelector(text: string): readonly LabelToken[] {
  const tokens: LabelToken[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const found = match[1] as string;
    if (symbols.has(found) || words.has(found)) tokens.push({ kind: "symbol", text: found });
    else if (/^[=!<>]/.test(found)) tokens.push(...splitOperators(found));
    else tokens.push({ kind: "identifier", text: found });
  }
  return tokens;
}

/** `=!` and the like: the longest operators from the left. */
function splitOperators(text: string): LabelToken[] {
  const parts = text.match(/==|!=|[=!<>]/g) ?? [];
  return parts.map((part) => ({ kind: "symbol", text: part }));
}
