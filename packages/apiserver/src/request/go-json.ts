import type { JsonValue } from "@flux-ts/base";

/**
 * Why a text is not JSON, in the words of Go's scanner; undefined when it is JSON. It is slow and meant for texts that
 * the real parser refused.
 */
export function jsonSyntaxError(text: string): string | undefined {
  const scanner = new Scanner(text);
  try {
    scanner.value();
    scanner.end();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

const numberPattern = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const literals: { readonly [first: string]: string } = { t: "true", f: "false", n: "null" };

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    this.#space();
    const first = this.#text[this.#at];
    if (first === undefined) throw unexpectedEnd();
    if (first === "{") this.#object();
    else if (first === "[") this.#array();
    else if (first === '"') this.#string();
    else if (literals[first] !== undefined) this.#literal(literals[first]);
    else if (first === "-" || /\d/.test(first)) this.#number();
    else throw this.#unexpected("looking for beginning of value");
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length) throw this.#unexpected("after top-level value");
  }

  #object(): void {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === "}") return void this.#at++;
    for (;;) {
      this.#space();
      this.#expect('"', "looking for beginning of object key string");
      this.#string();
      this.#space();
      this.#expect(":", "after object key");
      this.#at++;
      this.value();
      this.#space();
      if (this.#text[this.#at] === "}") return void this.#at++;
      this.#expect(",", "after object key:value pair");
      this.#at++;
    }
  }

  #array(): void {
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === "]") return void this.#at++;
    for (;;) {
      this.value();
      this.#space();
      if (this.#text[this.#at] === "]") return void this.#at++;
      this.#expect(",", "after array element");
      this.#at++;
    }
  }

  #string(): void {
    this.#at++;
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) throw unexpectedEnd();
      if (character < " ") throw this.#unexpected("in string literal");
      this.#at++;
      if (character === '"') return;
      if (character === "\\") this.#escape();
    }
  }

  #escape(): void {
    const character = this.#text[this.#at];
    if (character === undefined) throw unexpectedEnd();
    if (!'"\\/bfnrtu'.includes(character)) throw this.#unexpected("in string escape code");
    this.#at++;
    const digits = character === "u" ? 4 : 0;
    for (let digit = 0; digit < digits; digit++, this.#at++) {
      if (this.#text[this.#at] === undefined) throw unexpectedEnd();
      if (!/[0-9a-fA-F]/.test(this.#text[this.#at] as string))
        throw this.#unexpected("in \\u hexadecimal character escape");
    }
  }

  #literal(word: string): void {
    for (let index = 0; index < word.length; index++, this.#at++) {
      const [character, wanted] = [this.#text[this.#at], word[index] as string];
      if (character === undefined) throw unexpectedEnd();
      if (character !== wanted) throw this.#unexpected(`in literal ${word} (expecting ${quote(wanted)})`);
    }
  }

  #number(): void {
    numberPattern.lastIndex = this.#at;
    const match = numberPattern.exec(this.#text);
    this.#at += match === null ? 1 : match[0].length;
    const next = this.#text[this.#at];
    if (match !== null) return;
    if (next === undefined) throw unexpectedEnd();
    throw this.#unexpected("in numeric literal");
  }

  #space(): void {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  #expect(character: string, where: string): void {
    if (this.#at >= this.#text.length) throw unexpectedEnd();
    if (this.#text[this.#at] !== character) throw this.#unexpected(where);
  }

  #unexpected(where: string): SyntaxError {
    return new SyntaxError(`invalid character ${quote(this.#text[this.#at] as string)} ${where}`);
  }
}

function unexpectedEnd(): SyntaxError {
  return new SyntaxError("unexpected end of JSON input");
}

function quote(character: string): string {
  if (character === "'") return String.raw`'\''`;
  if (character === '"') return `'"'`;
  return `'${JSON.stringify(character).slice(1, -1)}'`;
}

/** What Go calls a JSON value. */
export function goShape(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value === "bigint" ? "number" : typeof value;
}
