import type { JsonValue } from "@flux-ts/base";

/** Paths of the fields that a JSON text has twice in one object, such as `spec.list[0].name`; mostly none. */
export function duplicateFields(text: string, value: JsonValue): readonly string[] {
  if (countColons(text) === countFields(value)) return [];
  return new Walker(text).walk();
}

/** Colons outside of strings: one for each field, whether it repeats another or not. */
function countColons(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3a) count++;
    else if (code === 0x22) at = endOfString(text, at);
  }
  return count;
}

/** Index of the quote that ends the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes++;
  return backslashes % 2 === 1;
}

function countFields(value: JsonValue): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value as readonly JsonValue[]) count += countFields(item);
    return count;
  }
  for (const field of Object.values(value)) count += 1 + countFields(field);
  return count;
}

/** Walks a text that is known to be JSON. */
class Walker {
  readonly #text: string;
  readonly #found: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  walk(): readonly string[] {
    this.#value("");
    return this.#found;
  }

  #value(path: string): void {
    const first = this.#peek();
    if (first === "{") this.#object(path);
    else if (first === "[") this.#array(path);
    else if (first === '"') this.#string();
    else while (!/[\s,\]}]/.test(this.#text[this.#at] ?? ",")) this.#at++;
  }

  #object(path: string): void {
    const seen = new Set<string>();
    this.#at++;
    while (this.#peek() !== "}") {
      const name = JSON.parse(this.#string()) as string;
      const field = path === "" ? name : `${path}.${name}`;
      if (seen.has(name)) this.#found.push(field);
      seen.add(name);
      this.#skip(":");
      this.#value(field);
      this.#skip(",");
    }
    this.#at++;
  }

  #array(path: string): void {
    this.#at++;
    for (let index = 0; this.#peek() !== "]"; index++) {
      this.#value(`${path}[${index}]`);
      this.#skip(",");
    }
    this.#at++;
  }

  #string(): string {
    const start = this.#at;
    this.#at = endOfString(this.#text, start) + 1;
    return this.#text.slice(start, this.#at);
  }

  /** The next character that is no space. */
  #peek(): string {
    while (/\s/.test(this.#text[this.#at] ?? "x")) this.#at++;
    return this.#text[this.#at] ?? "";
  }

  #skip(character: string): void {
    if (this.#peek() === character) this.#at++;
  }
}
