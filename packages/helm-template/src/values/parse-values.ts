import { isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { setOwn } from "@flux-ts/base";
import { parseYamlDocuments, YamlError } from "@flux-ts/yaml";
import { decode, DecodeError } from "../decode/decode.ts";
import { anyMap } from "../decode/shape.ts";
import { mergeMaps } from "./merge.ts";

/**
 * The content of a values file; later documents of it go over earlier ones. Numbers are `float64` as in Helm, so integers that
 * a double cannot hold lose digits here as they do there; `bigint` is kept for what `--set` writes.
 *
 * @throws DecodeError with the text Helm puts behind the name of the file
 */
export function parseValues(text: string): JsonObject {
  try {
    // Helm reads values line by line and ends each: the last one too, which counts where a text goes to the end of the file.
    const whole = text.endsWith("\n") ? text : `${text}\n`;
    const documents = parseYamlDocuments(whole).map(({ value }) => decode(value, anyMap) as JsonObject);
    return documents.map((document) => toFloats(document) as JsonObject).reduce(mergeMaps, {});
  } catch (error) {
    if (error instanceof YamlError) {
      throw new DecodeError(`${stageOf(error)}: ${error.message}`, error.position.line);
    }
    if (error instanceof DecodeError) throw new DecodeError(`cannot unmarshal yaml document: ${error.message}`);
    throw error;
  }
}

/** What Helm was doing: it cuts a file into documents before it reads them. */
function stageOf({ message }: YamlError): string {
  const isCut = message.startsWith("invalid Yaml document separator");
  return isCut ? "error reading yaml document" : "cannot unmarshal yaml document: error converting YAML to JSON";
}

/** The value with every integer as the double that Go's `interface {}` gets. */
function toFloats(value: JsonValue): JsonValue {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map(toFloats);
  if (!isJsonObject(value)) return value;
  const converted: JsonObjectDraft = {};
  for (const [key, item] of Object.entries(value)) setOwn(converted, key, toFloats(item));
  return converted;
}
