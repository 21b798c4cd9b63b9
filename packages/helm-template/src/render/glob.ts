import { RE2JS } from "re2js";

/**
 * A pattern of `.Files.Glob` as a test of paths: `*` and `?` stop at `/`, `**` does not, `[a-z]` and `[!a-z]` are classes,
 * `{a,b}` are alternatives, `\` escapes. A pattern that is not well formed matches every path, as in Helm.
 */
export function compileGlob(pattern: string): (path: string) => boolean {
  const source = toRegularExpression(Array.from(pattern));
  if (source === undefined) return () => true;
  try {
    const compiled = RE2JS.compile(`^(?:${source})$`, RE2JS.DOTALL);
    return (path) => compiled.matches(path);
  } catch {
    return () => true;
  }
}

function toRegularExpression(characters: readonly string[]): string | undefined {
  let source = "";
  let depth = 0;
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string;
    switch (character) {
      case "*": {
        const isDeep = characters[at + 1] === "*";
        while (characters[at + 1] === "*") at++;
        source += isDeep ? ".*" : "[^/]*";
        break;
      }
      case "?":
        source += "[^/]";
        break;
      case "{":
        depth += 1;
        source += "(?:";
        break;
      case "}":
        depth -= 1;
        if (depth < 0) return undefined;
        source += ")";
        break;
      case ",":
        source += depth > 0 ? "|" : ",";
        break;
      case "[": {
        const end = characters.indexOf("]", at + 2);
        if (end < 0) return undefined;
        source += toClass(characters.slice(at + 1, end));
        at = end;
        break;
      }
      case "\\":
        at += 1;
        source += escape(characters[at] ?? "\\");
        break;
      default:
        source += escape(character);
    }
  }
  return depth === 0 ? source : undefined;
}

function toClass(members: readonly string[]): string {
  const isNegated = members[0] === "!";
  const rest = isNegated ? members.slice(1) : members;
  const isRange = rest.length === 3 && rest[1] === "-";
  const inside = isRange ? `${escape(rest[0] as string)}-${escape(rest[2] as string)}` : rest.map(escape).join("");
  return `[${isNegated ? "^" : ""}${inside}]`;
}

function escape(character: string): string {
  return `\\x{${(character.codePointAt(0) as number).toString(16)}}`;
}
