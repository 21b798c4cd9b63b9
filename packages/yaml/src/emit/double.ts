import type { ScalarPlace } from "./scalar.ts";

const mnemonics: { readonly [character: string]: string } = {
  "\0": "\\0",
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\x1b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\x85": "\\N",
  "\xa0": "\\_",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

const needsEscape = /[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]|["\\]/u;

/** A scalar in double quotes, folded at spaces behind the width; a space that follows such a fold is escaped. */
export function renderDouble(text: string, place: ScalarPlace): string {
  const { column, indent, isKey, width } = place;
  const characters = Array.from(text);
  // libyaml's emitter looks for a byte order mark at the start of the text whatever character it is at.
  const escapesAll = text.startsWith("\ufeff");
  let result = '"';
  let at = column + 1;
  let afterSpace = false;
  for (const [index, character] of characters.entries()) {
    if (escapesAll || needsEscape.test(character)) {
      const escaped = escapeCharacter(character);
      result += escaped;
      at += escaped.length;
      afterSpace = false;
    } else if (character === " ") {
      const folds = !isKey && !afterSpace && at > width && index > 0 && index < characters.length - 1;
      if (folds) {
        const next = characters[index + 1] === " " ? "\\" : "";
        result += `\n${" ".repeat(indent)}${next}`;
        at = indent + next.length;
      } else {
        result += " ";
        at++;
      }
      afterSpace = true;
    } else {
      result += character;
      at++;
      afterSpace = false;
    }
  }
  return `${result}"`;
}

function escapeCharacter(character: string): string {
  const mnemonic = mnemonics[character];
  if (mnemonic !== undefined) return mnemonic;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
