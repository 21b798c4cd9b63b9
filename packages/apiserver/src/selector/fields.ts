import { badRequest } from "../status/errors.ts";

/** A condition on one field of objects. */
export interface FieldRequirement {
  readonly path: string;
  readonly value: string;
  readonly equal: boolean;
}

/**
 * Parses a field selector such as `metadata.name=a,status.phase!=Running`. In values a backslash takes `,` and `=` literally.
 *
 * @throws StatusError (400) when the text is no selector.
 */
export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  return splitUnescaped(text, ",")
    .filter((term) => term !== "")
    .map((term) => parseTerm(term, text))
    .filter(({ path, value }) => path !== "" || value !== "");
}

function parseTerm(term: string, whole: string): FieldRequirement {
  for (let at = 0; at < term.length; at++) {
    const operator = ["!=", "==", "="].find((candidate) => term.startsWith(candidate, at));
    if (operator === undefined) continue;
    const value = unescape(term.slice(at + operator.length));
    return { path: term.slice(0, at), value, equal: operator !== "!=" };
  }
  throw badRequest(`invalid selector: '${whole}'; can't understand '${term}'`);
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function unescape(text: string): string {
  return text.replace(/\\(.?)|[,=]/gs, (sequence, escaped: string | undefined) => {
    if (escaped === undefined) {
      throw badRequest(`invalid field selector: unescaped character in value: ${sequence.charCodeAt(0)}`);
    }
    if (escaped !== "" && "\\,=".includes(escaped)) return escaped;
    throw badRequest(`invalid field selector: invalid escape sequence: ${sequence}`);
  });
}
