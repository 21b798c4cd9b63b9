/** Names in the cases of programmers. */

/** What stands between words: white space as Go has it, which includes U+0085 but not the byte order mark. */
const connectors = "_\\-\\t-\\r\\x85\\p{Z}";
const word = new RegExp(`([${connectors}]*)([^${connectors}]+)`, "gu");
const connectorsOnly = new RegExp(`^[${connectors}]+$`, "u");

/**
 * `some words` becomes `SomeWords`. A connector between words goes; further ones stay, as do those at the start and the
 * end.
 */
export function pascalCase(text: string): string {
  // Of connectors alone the last one comes twice, as from sprig.
  if (connectorsOnly.test(text)) return text + text.slice(-1);
  return text.replace(word, (_match, connectors: string, letters: string, at: number) => {
    const kept = at === 0 ? connectors : connectors.slice(0, -1);
    return kept + capitalize(letters);
  });
}

/** The first letter is a capital. Capitals that follow one are none any more. */
function capitalize(letters: string): string {
  const capitals = /^\p{Lu}+/u.exec(letters)?.[0] ?? "";
  if (capitals === "") return letters.replace(/^./u, (first) => first.toUpperCase());
  const [first = "", ...rest] = capitals;
  return first + rest.join("").toLowerCase() + letters.slice(capitals.length);
}

type Kind = "connector" | "punctuation" | "digits" | "lower" | "upper" | "other";

interface Token {
  readonly kind: Kind;
  readonly text: string;
}

// What sprig takes for letters: Chinese is none.
const chinese = "\\u3400-\\u4d85\\u4e00-\\u9fcc\\u{20000}-\\u{2b81d}";
const lower = `(?:(?![${chinese}]|\\p{Lu})\\p{L})`;

// A run of capitals ends before the capital that begins the next word.
const patterns: readonly (readonly [Kind, string])[] = [
  ["connector", `[${connectors}]+`],
  ["upper", `\\p{Lu}${lower}+|\\p{Lu}+(?!${lower})`],
  ["lower", `${lower}+`],
  ["digits", "\\p{N}+"],
  ["punctuation", "\\p{P}+"],
  ["other", `(?:(?![${connectors}]|\\p{Lu}|${lower}|\\p{N}|\\p{P})[^])+`],
];
const token = new RegExp(patterns.map(([kind, pattern]) => `(?<${kind}>${pattern})`).join("|"), "gu");

function tokensOf(text: string): readonly Token[] {
  return Array.from(text.matchAll(token), ({ 0: found, groups = {} }) => {
    const [kind = "other"] = patterns.map(([kind]) => kind).filter((kind) => groups[kind] !== undefined);
    return { kind, text: found };
  });
}

/** `SomeWords` becomes `some_words`, with the connector that is asked for. */
export function separatedCase(text: string, connector: string): string {
  const tokens = tokensOf(text);
  let written = "";
  for (let at = 0; at < tokens.length;) {
    const { kind, text: part } = tokens[at] as Token;
    const end = endOfWord(tokens, at);
    const word = tokens.slice(at, end).map(({ text: piece }) => piece);
    written +=
      kind === "connector"
        ? connector.repeat(part.length)
        : word.join("").replace(/\p{Lu}/gu, (letter) => letter.toLowerCase());
    if (isWord(tokens[at]) && isWord(tokens[end])) written += connector;
    at = end;
  }
  return written;
}

function isWord(token: Token | undefined): boolean {
  return token !== undefined && token.kind !== "connector" && token.kind !== "punctuation";
}

/**
 * Where the word ends that begins with a token. Digits belong to the word before them, unless lower case follows: then they begin
 * a word, as in `http_2xx`, which goes on as long as there are digits and lower case.
 */
function endOfWord(tokens: readonly Token[], at: number): number {
  const kindAt = (index: number) => tokens[index]?.kind;
  if (!isWord(tokens[at])) return at + 1;
  if (kindAt(at) !== "digits") return kindAt(at + 1) === "digits" && kindAt(at + 2) !== "lower" ? at + 2 : at + 1;
  let end = at + 1;
  while (kindAt(end) === "lower" || kindAt(end) === "digits") end += 1;
  return end;
}
