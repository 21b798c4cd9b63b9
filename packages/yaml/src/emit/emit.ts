import { isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { formatFloat } from "../float.ts";
import { compareKeys } from "./order.ts";
import { renderText } from "./scalar.ts";

/**
 * Whose choices of style the text follows.
 *
 * - `sigs`: `sigs.k8s.io/yaml`, which `kustomize build` and Helm print with: long texts are folded at 80 columns.
 * - `kustomize`: kustomize's printer of single nodes, in messages: nothing is folded.
 * - `v3`: go-yaml v3 with an indentation of two, as Helm's `toYamlPretty`: nothing is folded, sequences are indented
 *   further than their key, tabs do not keep a text from being literal.
 */
export type YamlEmitProfile = "sigs" | "kustomize" | "v3";

export interface YamlEmitOptions {
  /** @default "sigs" */
  readonly profile?: YamlEmitProfile;
  /** Whether keys are sorted as Go's YAML libraries sort them (`a2` before `a10`); otherwise they keep their order. @default true */
  readonly sortKeys?: boolean;
  /**
   * - `json`: a number without fraction is an integer, as after a way through JSON.
   * - `go`: every `number` is a float, only `bigint` is an integer.
   *
   * @default "json"
   */
  readonly numbers?: "json" | "go";
}

/**
 * Prints a value as one YAML document, byte for byte as the Go tools print it, with a line break at its end.
 *
 * @throws RangeError when a number is not finite.
 */
export function emitYaml(value: JsonValue, options: YamlEmitOptions = {}): string {
  const emitter = new Emitter(options);
  emitter.document(value);
  return emitter.text;
}

/** Keys of more bytes than this are printed behind a `?`. */
const maxKeyBytes = 128;

class Emitter {
  text = "";
  readonly #width: number;
  readonly #sortKeys: boolean;
  readonly #sequenceIndent: number;
  readonly #literalTabs: boolean;
  readonly #renderNumber: (value: number) => string;

  constructor({ profile = "sigs", sortKeys = true, numbers = "json" }: YamlEmitOptions) {
    this.#width = profile === "sigs" ? 80 : Infinity;
    this.#sortKeys = sortKeys;
    this.#sequenceIndent = profile === "v3" ? 2 : 0;
    this.#literalTabs = profile === "v3";
    this.#renderNumber = numbers === "json" ? renderNumber : formatFloat;
  }

  document(value: JsonValue): void {
    if (isFilledArray(value)) this.#sequence(value, 0);
    else if (isFilledObject(value)) this.#mapping(value, 0);
    else this.#scalar(value, { indent: 0, column: 0 });
  }

  /** The items of a sequence; the first one's dash is printed where the text stands, the others at the indentation. */
  #sequence(items: JsonArray, indent: number): void {
    const pad = " ".repeat(indent);
    let lead = "- ";
    for (const item of items) {
      this.text += lead;
      if (isFilledArray(item)) this.#sequence(item, indent + 2);
      else if (isFilledObject(item)) this.#mapping(item, indent + 2);
      else this.#scalar(item, { indent, column: indent + 2 });
      lead = `${pad}- `;
    }
  }

  /** The entries of a mapping; the first key is printed where the text stands. */
  #mapping(object: JsonObject, indent: number): void {
    const pad = " ".repeat(indent);
    const keys = Object.keys(object);
    if (this.#sortKeys) keys.sort(compareKeys);
    let lead = "";
    for (const key of keys) {
      this.text += lead;
      this.#entry(key, object[key] as JsonValue, indent);
      lead = pad;
    }
  }

  #entry(key: string, value: JsonValue, indent: number): void {
    if (isLongKey(key)) {
      this.#explicitEntry(key, value, indent);
      return;
    }
    const shown = renderText(key, {
      column: indent,
      indent: indent + 2,
      isKey: true,
      width: this.#width,
      literalTabs: false,
    });
    this.text += `${shown}:`;
    if (isFilledArray(value)) {
      const inner = indent + this.#sequenceIndent;
      this.text += `\n${" ".repeat(inner)}`;
      this.#sequence(value, inner);
    } else if (isFilledObject(value)) {
      this.text += `\n${" ".repeat(indent + 2)}`;
      this.#mapping(value, indent + 2);
    } else {
      this.text += " ";
      this.#scalar(value, { indent, column: indent + countCodePoints(shown) + 2 });
    }
  }

  /** A key that does not fit on the line before its value. */
  #explicitEntry(key: string, value: JsonValue, indent: number): void {
    this.text += "? ";
    this.#scalar(key, { indent, column: indent + 2 });
    this.text += `${" ".repeat(indent)}: `;
    if (isFilledArray(value)) this.#sequence(value, indent + 2);
    else if (isFilledObject(value)) this.#mapping(value, indent + 2);
    else this.#scalar(value, { indent, column: indent + 2 });
  }

  #scalar(value: JsonValue, { indent, column }: { indent: number; column: number }): void {
    const shown =
      typeof value === "string"
        ? renderText(value, {
            column,
            indent: indent + 2,
            isKey: false,
            width: this.#width,
            literalTabs: this.#literalTabs,
          })
        : typeof value === "number"
          ? this.#renderNumber(value)
          : renderOther(value);
    // A literal scalar ends with a line break of its own, which may be LS or PS.
    this.text += lineBreak.test(shown.slice(-1)) ? shown : `${shown}\n`;
  }
}

function isFilledArray(value: JsonValue): value is JsonArray {
  return Array.isArray(value) && value.length > 0;
}

function isFilledObject(value: JsonValue): value is JsonObject {
  return isJsonObject(value) && Object.keys(value).length > 0;
}

const lineBreak = /[\n\r\x85\u2028\u2029]/;
const encoder = new TextEncoder();

function isLongKey(key: string): boolean {
  if (lineBreak.test(key)) return true;
  return key.length > maxKeyBytes / 3 && encoder.encode(key).length > maxKeyBytes;
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function renderOther(value: Exclude<JsonValue, string | number>): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "[]" : "{}";
  return String(value);
}

/** Go sees a number as JSON prints it: digits that 64 bits hold are an integer, everything else is a float. */
function renderNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`Cannot print ${value}: JSON has no such number`);
  const isInteger = Number.isInteger(value) && value < 2 ** 64 && value >= -(2 ** 63);
  return isInteger ? BigInt(value).toString() : formatFloat(value);
}
