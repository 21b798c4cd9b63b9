import { quote, toBytes } from "@flux-ts/go-template";

/** Says why a text is no JSON, in the words of Go's `encoding/json`. */
export function explainJson(text: string): string {
  return new Explainer(text).explain();
}

class Explainer {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  explain(): string {
    return this.#value("looking for beginning of value") ?? this.#rest() ?? "unexpected end of JSON input";
  }

  #skip(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? "")) this.#at++;
  }

  #rest(): string | undefined {
    this.#skip();
    return this.#at < this.#text.length ? this.#invalid("after top-level value") : undefined;
  }

  /** The complaint about the current character; at the end of the text there is none to complain about. */
  #invalid(context: string): string {
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined) return this.#atEnd(context);
    // Go looks at bytes.
    const [byte = 0] = toBytes(String.fromCodePoint(code));
    return `invalid character ${quoteCharacter(String.fromCharCode(byte))} ${context}`;
  }

  /** Go tries a space at the end of the text, which is wrong inside of words and numbers only. */
  #atEnd(context: string): string {
    const isInside = context.startsWith("in ") || context.startsWith("after decimal");
    return isInside ? `invalid character ' ' ${context}` : "unexpected end of JSON input";
  }

  #value(context: string): string | undefined {
    this.#skip();
    const character = this.#text[this.#at] ?? "";
    if (character === "{") return this.#nested(() => this.#object());
    if (character === "[") return this.#nested(() => this.#array());
    if (character === '"') return this.#string();
    const literal = { t: "true", f: "false", n: "null" }[character];
    if (literal !== undefined) return this.#literal(literal);
    return /[-0-9]/.test(character) ? this.#number() : this.#invalid(context);
  }

  #nested(read: () => string | undefined): string | undefined {
    if (++this.#depth > 1000) return "exceeded max depth";
    this.#at++;
    const problem = read();
    this.#depth--;
    return problem;
  }

  #object(): string | undefined {
    this.#skip();
    if (this.#take("}")) return undefined;
    for (;;) {
      this.#skip();
      if (this.#text[this.#at] !== '"') {
        return this.#invalid("looking for beginning of object key string");
      }
      const problem = this.#string() ?? this.#colon() ?? this.#value("looking for beginning of value");
      if (problem !== undefined) return problem;
      this.#skip();
      if (this.#take("}")) return undefined;
      if (!this.#take(",")) return this.#invalid("after object key:value pair");
    }
  }

  #colon(): string | undefined {
    this.#skip();
    return this.#take(":") ? undefined : this.#invalid("after object key");
  }

  #array(): string | undefined {
    this.#skip();
    if (this.#take("]")) return undefined;
    for (;;) {
      const problem = this.#value("looking for beginning of value");
      if (problem !== undefined) return problem;
      this.#skip();
      if (this.#take("]")) return undefined;
      if (!this.#take(",")) return this.#invalid("after array element");
    }
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #literal(word: string): string | undefined {
    for (let index = 0; index < word.length; index++, this.#at++) {
      if (this.#text[this.#at] === word[index]) continue;
      return this.#invalid(`in literal ${word} (expecting '${word[index]}')`);
    }
    return undefined;
  }

  #string(): string | undefined {
    this.#at++;
    for (; this.#at < this.#text.length; this.#at++) {
      const character = this.#text[this.#at] as string;
      if (character === '"') {
        this.#at++;
        return undefined;
      }
      if (character < " ") return this.#invalid("in string literal");
      const problem = character === "\\" ? this.#escape() : undefined;
      if (problem !== undefined) return problem;
    }
    return this.#invalid("");
  }

  #escape(): string | undefined {
    this.#at++;
    const letter = this.#text[this.#at] ?? "";
    if (letter !== "" && '"\\/bfnrt'.includes(letter)) return undefined;
    if (letter !== "u") return this.#invalid("in string escape code");
    for (let count = 0; count < 4; count++) {
      this.#at++;
      if (!/[0-9a-fA-F]/.test(this.#text[this.#at] ?? "")) return this.#invalid("in \\u hexadecimal character escape");
    }
    return undefined;
  }

  #number(): string | undefined {
    this.#take("-");
    if (!this.#take("0") && !this.#digits()) return this.#invalid("in numeric literal");
    if (this.#take(".") && !this.#digits()) return this.#invalid("after decimal point in numeric literal");
    if (!this.#take("e") && !this.#take("E")) return undefined;
    if (!this.#take("+")) this.#take("-");
    return this.#digits() ? undefined : this.#invalid("in exponent of numeric literal");
  }

  #digits(): boolean {
    const start = this.#at;
    while (/[0-9]/.test(this.#text[this.#at] ?? "")) this.#at++;
    return this.#at > start;
  }
}

function quoteCharacter(character: string): string {
  if (character === "'") return String.raw`'\''`;
  if (character === '"') return `'"'`;
  return `'${quote(character).slice(1, -1)}'`;
}
