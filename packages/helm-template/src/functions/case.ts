/** Names in the cases of programmers. */

const word = /([_\- ]*)([^_\- ]+)/g;

/**
 * `some words` becomes `SomeWords`. A connector between words goes; further ones stay, as do those at the start and the
 * end.
 */
export function pascalCase(text: string): string {
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

// A run of capitals ends before the capital that begins the next word. Digits belong to the word before them, or to
// the one behind when it is one that begins with a digit in the middle of a name.
const boundary = /(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu;

/** `SomeWords` becomes `some_words`, with the connector that is asked for. */
export function separatedCase(text: string, connector: string): string {
  return text
    .replace(/[_\- ]/g, connector)
    .replace(boundary, connector)
    .replace(/(?<=\p{L}{2,})(?=\d+\p{L})/gu, (_match, at: number, all: string) => digitBoundary(all, at, connector))
    .toLowerCase();
}

/** Digits in the middle of a word stand apart, unless a new word begins behind them. */
function digitBoundary(text: string, at: number, connector: string): string {
  const rest = text.slice(at);
  return /^\d+\p{Ll}/u.test(rest) ? connector : "";
}
