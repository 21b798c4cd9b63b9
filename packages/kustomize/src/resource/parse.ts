import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
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
 * The objects of a manifest, in order; those inside of a `List` take its place.
 *
 * @throws KustomizeError `malformed-yaml`, `unprintable` or `invalid-resource`; the message is for {@link describeFailure}.
 */
export function parseManifest(
  text: string,
  source: ManifestFile,
  role: ManifestRole = "resource",
): readonly ParsedObject[] {
  const { file } = source;
  return readDocuments(text, source).flatMap((document) => {
    const value = normalizeDocument(document, text, role);
    return flattenList(value, { document, file, path: [] }).map((parsed) => requireMeta(parsed, file));
  });
}

/** Parses a text with kustomize's own rules. A key that is there twice is an error. */
export function readDocuments(text: string, source: ManifestFile): readonly YamlDocument[] {
  try {
    return parseYamlDocuments(text, { file: source.file, profile: "kyaml", strict: true, notes: true });
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw yamlFailure(error, text, source);
  }
}

function yamlFailure(error: YamlError, text: string, { written }: ManifestFile): KustomizeError {
  const options = { position: error.position, cause: error };
  if (error.code === "duplicate-key" || error.code === "unsupported") {
    const value = error.message.startsWith("yaml: ") ? "map[string]interface {}(nil): " : "";
    return new KustomizeError("unprintable", value + withoutBlankStart(error.message, text), options);
  }
  return new KustomizeError("malformed-yaml", `MalformedYAMLError: ${error.message} in File: ${written}`, options);
}

/** The real tool counts lines from the first that is not blank. */
function withoutBlankStart(message: string, text: string): string {
  const blankLines = (/^(?:[ \t]*\r?\n)*/.exec(text)?.[0].match(/\n/g) ?? []).length;
  return message.replaceAll(/\bline (\d+)/g, (_, line: string) => `line ${Number(line) - blankLines}`);
}

function flattenList(value: JsonValue, place: ListPlace): ParsedObject[] {
  const { document, file, path } = place;
  const line = path.length === 0 ? document.line : (document.positionOf(path)?.line ?? document.line);
  if (!isJsonObject(value)) {
    throw new KustomizeError("invalid-resource", "missing Resource metadata", { position: { file, line } });
  }
  const items = scalarText(getOwn(value, "kind")).endsWith("List") ? getOwn(value, "items") : undefined;
  if (items === null) return [];
  if (!Array.isArray(items)) return [{ object: value, line }];
  return (items as JsonArray).flatMap((item, index) =>
    item === null ? [] : flattenList(item, { ...place, path: [...path, "items", index] }),
  );
}

interface ListPlace {
  readonly document: YamlDocument;
  readonly file: string;
  readonly path: readonly (string | number)[];
}

/** Every object has a kind and a name. */
function requireMeta(parsed: ParsedObject, file: string): ParsedObject {
  const { object, line } = parsed;
  const metadata = getOwn(object, "metadata");
  const fields = isJsonObject(metadata) ? metadata : {};
  const kind = scalarText(getOwn(object, "kind"));
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
