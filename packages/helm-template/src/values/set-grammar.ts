import type { JsonValue } from "@flux-ts/base";
import { quote } from "../quote.ts";
import { endOfJson } from "./json-prefix.ts";

/** Keys of maps and indices of lists on the way to a value. */
export type SetStep = string | number;

/** One `key=value` of a `--set` text. Without a value the text ended in the middle of its key. */
export interface Assignment {
  readonly path: readonly SetStep[];
  readonly value: JsonValue | undefined;
}

/** How values are written: typed or not, as lists in braces, as JSON, or as the rest of the text as it is. */
export type SetMode = "typed" | "string" | "json" | "literal";

/** A `--set` text that is not well formed. */
export class SetError extends Error {
  override readonly name = "SetError";
}

const maxIndex = 65_536;
const maxDepth = 30;

/**
 * The assignments of a `--set` text, one by one: the faults of later ones show after the earlier ones were made.
 *
 * @throws SetError
 */
export function* parseSet(text: string, mode: SetMode): Generator<Assignment> {
  const reader = new SetReader(text, mode);
  while (!reader.isAtEnd) yield reader.readAssignment();
}

class SetReader {
  readonly #characters: readonly string[];
  readonly #mode: SetMode;
  #at = 0;

  constructor(text: string, mode: SetMode) {
    this.#characters = Array.from(text);
    this.#mode = mode;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#characters.length;
  }

  readAssignment(): Assignment {
    const path: SetStep[] = [];
    for (let depth = 0; ;) {
      const isKey = path.length === 0 || this.#previous === ".";
      const stop = isKey ? this.#readKey(path) : this.#readAfterIndex();
      if (stop === "=") return { path, value: this.#readValue() };
      if (stop === undefined) return { path, value: undefined };
      depth += 1;
      if (depth > maxDepth) {
        throw new SetError(`value name nested level is greater than maximum supported nested level of ${maxDepth}`);
      }
      if (stop === "[" && !this.#readIndex(path)) return { path, value: undefined };
    }
  }

  get #previous(): string | undefined {
    return this.#characters[this.#at - 1];
  }

  #readKey(path: SetStep[]): string | undefined {
    const { text, stop } = this.#readUntil(this.#mode === "literal" ? "=[." : "=[,.");
    if (stop === ",") throw new SetError(`key ${quote(text)} has no value (cannot end with ,)`);
    if (stop === undefined && text !== "") throw new SetError(`key ${quote(text)} has no value`);
    if (stop !== undefined) path.push(text);
    return stop;
  }

  #readAfterIndex(): string | undefined {
    const { text, stop } = this.#readUntil("=[.");
    if (text === "") return stop;
    const runes = Array.from(text, (character) => `'${quote(character).slice(1, -1)}'`).join(" ");
    throw new SetError(`unexpected data at end of array index: [${runes}]`);
  }

  /** Whether the text goes on to the end of the index. */
  #readIndex(path: SetStep[]): boolean {
    const { text, stop } = this.#readUntil("]");
    if (stop === undefined) return false;
    const fault = (problem: string) =>
      new SetError(`error parsing index: strconv.Atoi: parsing ${quote(text)}: ${problem}`);
    if (!/^[-+]?[0-9]+$/.test(text)) throw fault("invalid syntax");
    const index = BigInt(text.replace("+", ""));
    if (BigInt.asIntN(64, index) !== index) throw fault("value out of range");
    if (index < 0n) throw new SetError(`negative ${index} index not allowed`);
    if (index > maxIndex)
      throw new SetError(`index of ${index} is greater than maximum supported index of ${maxIndex}`);
    path.push(Number(index));
    return true;
  }

  #readValue(): JsonValue {
    switch (this.#mode) {
      case "json":
        return this.#readJson();
      case "literal":
        return this.#readRest();
      default:
        return this.#characters[this.#at] === "{" ? this.#readList() : this.#typed(this.#readUntil(",").text);
    }
  }

  #readList(): JsonValue {
    this.#at += 1;
    const items: JsonValue[] = [];
    for (;;) {
      const { text, stop } = this.#readUntil(",}");
      if (stop === undefined) throw new SetError("list must terminate with '}'");
      items.push(this.#typed(text));
      if (stop === ",") continue;
      this.#skip(",");
      return items;
    }
  }

  #typed(text: string): JsonValue {
    return this.#mode === "string" ? text : typedValue(text);
  }

  #readJson(): JsonValue {
    const text = this.#characters.slice(this.#at).join("");
    const end = endOfJson(text);
    this.#at += Array.from(text.slice(0, end)).length;
    const value = end === 0 ? null : parseJson(text.slice(0, end));
    while (/\s/.test(this.#characters[this.#at] ?? "")) this.#at += 1;
    this.#skip(",");
    return value;
  }

  #readRest(): string {
    const text = this.#characters.slice(this.#at).join("");
    this.#at = this.#characters.length;
    return text;
  }

  #skip(character: string): void {
    if (this.#characters[this.#at] === character) this.#at += 1;
  }

  /** Characters up to one of the stops, which is consumed. Outside of literals a backslash takes the next character as it is. */
  #readUntil(stops: string): { readonly text: string; readonly stop: string | undefined } {
    let text = "";
    while (!this.isAtEnd) {
      const character = this.#characters[this.#at++] as string;
      if (stops.includes(character)) return { text, stop: character };
      text += character === "\\" && this.#mode !== "literal" ? (this.#characters[this.#at++] ?? "") : character;
    }
    return { text, stop: undefined };
  }
}

function typedValue(text: string): JsonValue {
  switch (text.toLowerCase()) {
    case "true":
      return true;
    case "false":
      return false;
    case "null":
      return null;
    case "0":
      return 0n;
  }
  // What begins with a zero is a text, as an id or a mode of a file is one.
  if (!/^[-+]?[0-9]+$/.test(text) || text.startsWith("0")) return text;
  const value = BigInt(text.replace("+", ""));
  return BigInt.asIntN(64, value) === value ? value : text;
}

function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw new SetError("invalid JSON", { cause: error });
  }
}
