import type { JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import { notesOf } from "@flux-ts/yaml";
import type { YamlDocument } from "@flux-ts/yaml";
import { scalarText, withField } from "./value.ts";

type Path = readonly (string | number)[];

/** The value of a document whose annotations have the text they were written with (`1.10`, `yes`). */
export function normalizeDocument(document: YamlDocument, text: string, role: ManifestRole): JsonValue {
  return withTextAnnotations(document.value, role, createSource(document, text));
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
      return scalarAt(rest);
    },
  };
}

/**
 * The scalar at the start of a text, behind its anchor and tag: it ends at a comment, or at what ends it in a flow
 * collection. A tag may make a number of what is in quotes.
 */
function scalarAt(text: string): string {
  const rest = text.replace(/^(?:[&!]\S*\s+)+/, "");
  const quoted = /^(["'])(?<inner>.*?)\1/.exec(rest)?.groups?.["inner"];
  return quoted ?? (/^(?:(?!\s#|[,\]}\n]|:\s).)*/.exec(rest)?.[0] ?? "").trim();
}

function withTextAnnotations(value: JsonValue, role: ManifestRole, source: Source): JsonValue {
  if (!isJsonObject(value)) return value;
  const metadata = getOwn(value, "metadata");
  const annotations = isJsonObject(metadata) ? getOwn(metadata, "annotations") : undefined;
  if (!isJsonObject(metadata) || !isJsonObject(annotations)) return value;
  const isKept = (annotation: JsonValue): boolean =>
    typeof annotation === "string" || (role === "patch" && annotation === null);
  const notes = notesOf(annotations);
  const duplicates = role === "resource" ? (notes?.duplicates ?? []) : [];
  if (duplicates.length === 0 && Object.values(annotations).every(isKept)) return value;
  const texts: JsonObjectDraft = {};
  for (const [name, annotation] of Object.entries(annotations)) {
    const path = ["metadata", "annotations", name];
    // Maps, lists and fields without value have no text.
    const isEmpty = (annotation !== null && typeof annotation === "object") || notes?.blank.has(name);
    const text = isEmpty ? "" : source.textAt(path);
    setOwn(texts, name, isKept(annotation) ? annotation : text);
  }
  // Annotations are read into a map of texts: the last one counts.
  for (const { key, value: last } of duplicates) setOwn(texts, key, scalarText(last));
  return withField(value, "metadata", withField(metadata, "annotations", texts));
}
