import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import type { YamlDocument } from "@flux-ts/yaml";
import { noteBlankFields } from "../merge/blank.ts";
import { withField } from "./value.ts";

type Path = readonly (string | number)[];

/**
 * What the text of a document says beyond its value: annotations keep the text they were written with (`1.10`, `yes`),
 * and fields without a value are noted, see {@link noteBlankFields}.
 */
export function normalizeDocument(document: YamlDocument, text: string, role: ManifestRole): JsonValue {
  return withTextAnnotations(noteBlanks(document, text), role, createSource(document, text));
}

/** The value of a document, with its fields without a value noted. */
export function noteBlanks(document: YamlDocument, text: string): JsonValue {
  noteBlanksIn(document.value, [], createSource(document, text));
  return document.value;
}

/** In a patch null takes an annotation away. */
export type ManifestRole = "resource" | "patch";

interface Source {
  /** The scalar as it is written, `""` where nothing is. */
  textAt(path: Path): string;
}

function createSource(document: YamlDocument, text: string): Source {
  let lines: readonly string[] | undefined;
  return {
    textAt: (path) => {
      const position = document.positionOf(path);
      if (position === undefined) return "";
      lines ??= text.split(/\r\n|\r|\n/);
      const rest = (lines[position.line - 1] ?? "").slice((position.column ?? 1) - 1);
      return plainScalar(rest);
    },
  };
}

/** The plain scalar at the start of a text: it ends at a comment, or at what ends it in a flow collection. */
function plainScalar(text: string): string {
  return (/^(?:(?!\s#|[,\]}\n]|:\s).)*/.exec(text)?.[0] ?? "").trim();
}

function noteBlanksIn(value: JsonValue, path: Path, source: Source): void {
  if (value === null || typeof value !== "object") return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) noteBlanksIn(item as JsonValue, [...path, index], source);
    return;
  }
  const blanks: string[] = [];
  for (const [name, field] of Object.entries(value as JsonObject)) {
    if (field === null) {
      if (!/^(?:null|Null|NULL|~)$/.test(source.textAt([...path, name]))) blanks.push(name);
    } else if (typeof field === "object") {
      noteBlanksIn(field, [...path, name], source);
    }
  }
  if (blanks.length > 0) noteBlankFields(value as JsonObject, new Set(blanks));
}

function withTextAnnotations(value: JsonValue, role: ManifestRole, source: Source): JsonValue {
  if (!isJsonObject(value)) return value;
  const metadata = getOwn(value, "metadata");
  const annotations = isJsonObject(metadata) ? getOwn(metadata, "annotations") : undefined;
  if (!isJsonObject(metadata) || !isJsonObject(annotations)) return value;
  const isKept = (annotation: JsonValue): boolean =>
    typeof annotation === "string" || (role === "patch" && annotation === null);
  if (Object.values(annotations).every(isKept)) return value;
  const texts: JsonObjectDraft = {};
  for (const [name, annotation] of Object.entries(annotations)) {
    const path = ["metadata", "annotations", name];
    setOwn(texts, name, isKept(annotation) ? annotation : source.textAt(path));
  }
  return withField(value, "metadata", withField(metadata, "annotations", texts));
}
