import { sprint } from "../format/sprint.ts";
import { isPrintable } from "../format/quote.ts";
import { param, variadic } from "../values/func.ts";
import type { FuncMap } from "../values/func.ts";
import { toBytes } from "../values/utf8.ts";
import type { List } from "../values/value.ts";

const htmlEscapes: { readonly [character: string]: string } = {
  "\0": "\ufffd",
  '"': "&#34;",
  "'": "&#39;",
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
};

/** Text that is safe in the content and the attributes of HTML. */
function escapeHtml(text: string): string {
  // oxlint-disable-next-line no-control-regex -- NUL is one of the characters to replace
  return text.replace(/[\0"'&<>]/g, (character) => htmlEscapes[character] ?? character);
}

const jsEscapes: { readonly [character: string]: string } = {
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
};

/** Text that is safe in a string of JavaScript. */
function escapeJs(text: string): string {
  let escaped = "";
  for (const character of text) escaped += escapeJsCharacter(character);
  return escaped;
}

function escapeJsCharacter(character: string): string {
  const simple = jsEscapes[character];
  if (simple !== undefined) return simple;
  const isUnsafe = "<>&=".includes(character) || character < " ";
  if (!isUnsafe && (character <= "~" || isPrintable(character))) return character;
  const code = character.codePointAt(0) as number;
  return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Text as a part of the query of a URL. */
function escapeQuery(text: string): string {
  let escaped = "";
  for (const byte of toBytes(text)) {
    const character = String.fromCharCode(byte);
    if (character === " ") escaped += "+";
    else if (/[A-Za-z0-9_.~-]/.test(character)) escaped += character;
    else escaped += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return escaped;
}

/** The text of all arguments; a single string is taken as it is. */
function textOf(args: List): string {
  return sprint(args.map((arg) => arg ?? "<no value>"));
}

export const escapes: FuncMap = {
  html: variadic([], param.any, (args) => escapeHtml(textOf(args))),
  js: variadic([], param.any, (args) => escapeJs(textOf(args))),
  urlquery: variadic([], param.any, (args) => escapeQuery(textOf(args))),
};
