/** Names in the cases of programmers. */

const connectors = "_- ";

/** `some words` becomes `SomeWords`. Connectors at the start and the end stay. */
export function pascalCase(text: string): string {
  const lead = /^[_\- ]*/.exec(text)?.[0] ?? "";
  if (lead.length === text.length) return text;
  let result = lead;
  let isStart = true;
  for (const character of text.slice(lead.length)) {
    if (connectors.includes(character)) {
      isStart = true;
      continue;
    }
    result += isStart ? character.toUpperCase() : character;
    isStart = false;
  }
  return result + (/[_\- ]*$/.exec(text)?.[0] ?? "");
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
