import type { JsonArray, JsonObject, JsonValue, SourcePosition } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { parseYamlDocuments, YamlError } from "@flux-ts/yaml";
import type { YamlDocument } from "@flux-ts/yaml";
import { KustomizeError } from "../errors.ts";
import { normalizeDocument } from "./normalize.ts";
import type { ManifestRole } from "./normalize.ts";
import { scalarText, textMap } from "./value.ts";

/** An object of a manifest and the line it starts on. */
export interface ParsedObject {
  readonly object: JsonObject;
  readonly line: number;
}

/** A manifest's file: where it is in the tree, and as the kustomization that names it writes it. */
export interface ManifestFile {
  readonly file: string;
  readonly written: string;
}

/**
 * The objects of a manifest, in order; those inside of a `List` come behind all others.
 *
 * @throws KustomizeError `malformed-yaml`, `unprintable` or `invalid-resource`; the message is for {@link describeFailure}.
 */
export function parseManifest(
  text: string,
  source: ManifestFile,
  role: ManifestRole = "resource",
): readonly ParsedObject[] {
  const { file } = source;
  const documents = readDocuments(text, source).map((document) => ({
    value: normalizeDocument(document.value, role),
    document,
    path: [],
  }));
  return flattenLists(documents, file);
}

/** Parses a text with kustomize's own rules. A key that is there twice is noted: it matters when the object is printed. */
export function readDocuments(text: string, source: ManifestFile): readonly YamlDocument[] {
  try {
    return parseYamlDocuments(text, { file: source.file, profile: "kyaml", notes: true });
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw yamlFailure(error, source);
  }
}

function yamlFailure(error: YamlError, { written }: ManifestFile): KustomizeError {
  const { code, message, position } = error;
  const options = { position, cause: error };
  if (code === "unsupported") {
    const value = message.startsWith("yaml: ") ? "map[string]interface {}(nil): " : "";
    return new KustomizeError("unprintable", value + message, options);
  }
  if (message.startsWith("invalid document separator")) return new KustomizeError("invalid-resource", message, options);
  return new KustomizeError("malformed-yaml", `MalformedYAMLError: ${message} in File: ${written}`, options);
}

/** A value of a document on its way to become objects. */
interface Part {
  readonly value: JsonValue;
  readonly document: YamlDocument;
  readonly path: readonly (string | number)[];
}

/** The objects of all parts. The items of a list come behind all parts that are there before, as in the real tool. */
function flattenLists(documents: readonly Part[], file: string): ParsedObject[] {
  const queue = [...documents];
  const objects: ParsedObject[] = [];
  for (const part of queue) {
    const { value, document, path } = part;
    const line = path.length === 0 ? document.line : (document.positionOf(path)?.line ?? document.line);
    const position = { file, line };
    if (!isJsonObject(value)) throw new KustomizeError("invalid-resource", "missing Resource metadata", { position });
    const items = itemsOf(value, position);
    if (items === undefined) objects.push(requireMeta({ object: value, line }, file));
    else queue.push(...items.map((item, index) => ({ value: item, document, path: [...path, "items", index] })));
  }
  return objects;
}

/** The items of a list, or undefined for any other object. */
function itemsOf(object: JsonObject, position: SourcePosition): JsonArray | undefined {
  const kind = scalarText(getOwn(object, "kind"));
  const items = kind.endsWith("List") ? getOwn(object, "items") : undefined;
  if (items === undefined) return undefined;
  if (items === null) return [];
  if (Array.isArray(items)) return (items as JsonArray).filter((item) => item !== null);
  const found = `expected array in ${kind}/items, but found ${goTypeOf(items)}`;
  throw new KustomizeError("invalid-resource", found, { position });
}

/** The type that a decoded value has in Go. */
function goTypeOf(value: JsonValue): string {
  if (isJsonObject(value)) return "map[string]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float64";
  return typeof value === "boolean" ? "bool" : "string";
}

/** Every object has a kind and a name. */
function requireMeta(parsed: ParsedObject, file: string): ParsedObject {
  const { object, line } = parsed;
  const metadata = getOwn(object, "metadata");
  const fields = isJsonObject(metadata) ? metadata : {};
  const kind = scalarText(getOwn(object, "kind"));
  const isNamed = Object.hasOwn(object, "apiVersion") || Object.hasOwn(object, "kind");
  if (!isNamed && Object.keys(fields).length === 0) {
    throw new KustomizeError("invalid-resource", "missing Resource metadata", { position: { file, line } });
  }
  const missing = kind === "" ? "kind" : scalarText(getOwn(fields, "name")) === "" ? "metadata.name" : undefined;
  if (missing === undefined || (missing === "metadata.name" && kind.endsWith("List"))) return parsed;
  throw new KustomizeError("invalid-resource", `missing ${missing} in object ${formatGoMeta(object, fields)}`, {
    position: { file, line },
  });
}

/** The type and metadata of an object as Go prints the struct. */
function formatGoMeta(object: JsonObject, metadata: JsonObject): string {
  const [apiVersion, kind] = [scalarText(getOwn(object, "apiVersion")), scalarText(getOwn(object, "kind"))];
  const [name, namespace] = [scalarText(getOwn(metadata, "name")), scalarText(getOwn(metadata, "namespace"))];
  const labels = formatGoMap(textMap(getOwn(metadata, "labels")));
  const annotations = formatGoMap(textMap(getOwn(metadata, "annotations")));
  return `{{${apiVersion} ${kind}} {{${name} ${namespace}} ${labels} ${annotations}}}`;
}

function formatGoMap(map: { readonly [key: string]: string }): string {
  const entries = Object.keys(map)
    .sort()
    .map((key) => `${key}:${map[key]}`);
  return `map[${entries.join(" ")}]`;
}
