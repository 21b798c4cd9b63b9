import { setOwn } from "@flux-ts/base";
import { FuncError, mapValue } from "@flux-ts/go-template";
import type { Value, ValueMap } from "@flux-ts/go-template";
import { readScalar } from "./scalar.ts";

const maxDepth = 200;

/**
 * Reads TOML. Integers are `int64`, as with Go's library.
 *
 * @throws FuncError
 */
export function parseToml(text: string): ValueMap {
  return new Parser(text).document();
}

class Parser {
  readonly #text: string;
  readonly #root: ValueMap = {};
  /** Tables that a header or an inline value has completed; a second header of the same name is a mistake. */
  readonly #defined = new Set<ValueMap>();
  #at = 0;
  #depth = 0;
  #lastKey = "";

  constructor(text: string) {
    this.#text = text;
  }

  document(): ValueMap {
    let table = this.#root;
    for (this.#skip(true); this.#at < this.#text.length; this.#skip(true)) {
      if (this.#text[this.#at] === "[") table = this.#header();
      else this.#pair(table);
      this.#skip(false);
      if (this.#at < this.#text.length && !/[\r\n]/.test(this.#text[this.#at] ?? "")) {
        throw this.#error(
          `expected a top-level item to end with a newline, comment, or EOF, but got ${this.#shown()} instead`,
        );
      }
    }
    return this.#root;
  }

  /** Moves behind spaces and comments, and behind the ends of lines where they mean nothing. */
  #skip(hasLines: boolean): void {
    const pattern = hasLines ? /(?:[ \t\r\n]|#[^\n]*)*/y : /(?:[ \t]|#[^\n]*)*/y;
    pattern.lastIndex = this.#at;
    this.#at += pattern.exec(this.#text)?.[0].length ?? 0;
  }

  #error(detail: string): FuncError {
    const line = this.#text.slice(0, this.#at).split("\n").length;
    const key = this.#lastKey === "" ? "" : ` (last key ${JSON.stringify(this.#lastKey)})`;
    return new FuncError(`toml: line ${line}${key}: ${detail}`);
  }

  #shown(): string {
    const code = this.#text.codePointAt(this.#at);
    const character = code === undefined ? undefined : String.fromCodePoint(code);
    return character === undefined ? "EOF" : JSON.stringify(character).replace(/^"|"$/g, "'");
  }

  #header(): ValueMap {
    const isList = this.#text.startsWith("[[", this.#at);
    this.#at += isList ? 2 : 1;
    const path = this.#keys("'.' or ']' to end table name");
    const close = isList ? "]]" : "]";
    if (!this.#text.startsWith(close, this.#at)) {
      throw this.#error(`expected '.' or ']' to end table name, but got ${this.#shown()} instead`);
    }
    this.#at += close.length;
    this.#lastKey = path.join(".");
    const parent = this.#descend(this.#root, path.slice(0, -1));
    const name = path.at(-1) ?? "";
    return isList ? this.#newItem(parent, name) : this.#newTable(parent, name);
  }

  #newItem(parent: ValueMap, name: string): ValueMap {
    const present = Object.hasOwn(parent, name) ? parent[name] : [];
    if (!Array.isArray(present)) throw this.#duplicate();
    const item: ValueMap = {};
    setOwn<Value>(parent, name, [...(present as readonly Value[]), item]);
    return item;
  }

  #newTable(parent: ValueMap, name: string): ValueMap {
    const table = this.#descend(parent, [name]);
    if (this.#defined.has(table)) throw this.#duplicate();
    this.#defined.add(table);
    return table;
  }

  #duplicate(): FuncError {
    return this.#error(`Key '${this.#lastKey}' has already been defined.`);
  }

  /** The table at a path; missing ones are made, of a list of tables it is the last one. */
  #descend(table: ValueMap, path: readonly string[]): ValueMap {
    let current = table;
    for (const key of path) {
      if (!Object.hasOwn(current, key)) setOwn<Value>(current, key, {});
      const value = current[key];
      const next = mapValue(Array.isArray(value) ? (value as readonly Value[]).at(-1) : value);
      if (next === undefined) throw this.#duplicate();
      current = next;
    }
    return current;
  }

  /** A path of keys. `expected` is what may stand behind one, for messages. */
  #keys(expected = "'.' or '='"): readonly string[] {
    const keys: string[] = [];
    for (;;) {
      this.#skip(false);
      keys.push(this.#key(expected));
      this.#skip(false);
      if (this.#text[this.#at] !== ".") return keys;
      this.#at++;
    }
  }

  #key(expected: string): string {
    const start = this.#text[this.#at];
    if (start === '"' || start === "'") {
      const value = this.#scalar();
      if (typeof value === "string") return value;
    }
    const bare = /[A-Za-z0-9_-]+/y;
    bare.lastIndex = this.#at;
    const key = bare.exec(this.#text)?.[0];
    if (key === undefined && start === "=") throw this.#error("unexpected '=': key name appears blank");
    if (key === undefined) throw this.#error(`expected ${expected}, but got ${this.#shown()} instead`);
    this.#at += key.length;
    return key;
  }

  #pair(table: ValueMap): void {
    const path = this.#keys();
    if (this.#text[this.#at] !== "=") {
      const end = this.#at >= this.#text.length;
      if (end) throw this.#error("unexpected EOF; expected key separator '='");
      throw this.#error(`expected '.' or '=', but got ${this.#shown()} instead`);
    }
    this.#at++;
    this.#lastKey = path.join(".");
    const parent = this.#descend(table, path.slice(0, -1));
    const name = path.at(-1) ?? "";
    this.#skip(false);
    const value = this.#value();
    if (Object.hasOwn(parent, name)) throw this.#duplicate();
    setOwn(parent, name, value);
  }

  #value(): Value {
    if (++this.#depth > maxDepth) throw this.#error("the value is nested too deeply");
    const start = this.#text[this.#at];
    const value = start === "[" ? this.#list() : start === "{" ? this.#inlineTable() : this.#scalar();
    this.#depth--;
    return value;
  }

  #list(): Value {
    const items: Value[] = [];
    this.#at++;
    for (;;) {
      this.#skip(true);
      if (this.#text[this.#at] === "]") break;
      items.push(this.#value());
      this.#skip(true);
      if (this.#text[this.#at] === "]") break;
      if (this.#text[this.#at] !== ",") {
        throw this.#error(`expected a comma (',') or array terminator (']'), but got ${this.#shown()}`);
      }
      this.#at++;
    }
    this.#at++;
    return items;
  }

  #inlineTable(): Value {
    const table: ValueMap = {};
    this.#at++;
    this.#skip(false);
    while (this.#text[this.#at] !== "}") {
      this.#pair(table);
      this.#skip(false);
      if (this.#text[this.#at] === ",") this.#at++;
      else if (this.#text[this.#at] !== "}") {
        throw this.#error(`expected a comma or an inline table terminator '}', but got ${this.#shown()} instead`);
      }
      this.#skip(false);
    }
    this.#at++;
    this.#defined.add(table);
    return table;
  }

  #scalar(): Value {
    const scalar = readScalar(this.#text, this.#at);
    if (typeof scalar === "string") throw this.#error(scalar);
    this.#at = scalar.end;
    return scalar.value;
  }
}
