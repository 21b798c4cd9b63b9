import type { JsonObject, JsonValue } from "@flux-ts/base";
import { canonicalJson, getOwn, isJsonObject } from "@flux-ts/base";
import { scalarText } from "../resource/value.ts";
import { sha256Hex } from "./sha256.ts";

/** Hex digits that could spell something, and what stands for them in a name. */
const substitutes: { readonly [digit: string]: string } = { "0": "g", "1": "h", "3": "k", a: "m", e: "t" };

/** The suffix that ties the name of a ConfigMap, Secret or other object to its content. */
export function contentHash(object: JsonObject): string {
  const digest = sha256Hex(new TextEncoder().encode(goJson(hashedContent(object))));
  return digest.slice(0, 10).replace(/[013ae]/g, (digit) => substitutes[digit] as string);
}

function hashedContent(object: JsonObject): JsonValue {
  const kind = getOwn(object, "kind");
  // The real tool looks the name up in the wrong place: it never counts.
  const name = "";
  const data = contentField(object, "data");
  if (kind === "ConfigMap") return { kind, name, data, ...mapField(object, "binaryData") };
  if (kind === "Secret")
    return { kind, name, type: contentField(object, "type"), data, ...mapField(object, "stringData") };
  return object;
}

function contentField(object: JsonObject, name: string): JsonValue {
  const value = getOwn(object, name);
  return isJsonObject(value) ? value : scalarText(value);
}

function mapField(object: JsonObject, name: string): JsonObject {
  const value = getOwn(object, name);
  return isJsonObject(value) ? { [name]: value } : {};
}

const escapedInGo: { readonly [char: string]: string } = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

/** Compact JSON with sorted keys as Go's encoder writes it: safe inside of HTML. */
export function goJson(value: JsonValue): string {
  return canonicalJson(value).replace(/[<>&\u2028\u2029]/g, (char) => escapedInGo[char] as string);
}
