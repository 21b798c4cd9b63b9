import type { JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import { notesOf, setNotes } from "@flux-ts/yaml";
import { fieldText, scalarText, withField } from "./value.ts";

/** In a patch null takes an annotation away. */
export type ManifestRole = "resource" | "patch";

/** The value of a document whose annotations have the text they were written with (`1.10`, `2020-01-01`). */
export function normalizeDocument(value: JsonValue, role: ManifestRole): JsonValue {
  const metadata = isJsonObject(value) ? getOwn(value, "metadata") : undefined;
  const annotations = isJsonObject(metadata) ? getOwn(metadata, "annotations") : undefined;
  if (!isJsonObject(value) || !isJsonObject(metadata) || !isJsonObject(annotations)) return value;
  const notes = notesOf(annotations);
  const isKept = (annotation: JsonValue): boolean =>
    typeof annotation === "string" || (role === "patch" && annotation === null);
  if (notes === undefined && Object.values(annotations).every(isKept)) return value;
  const texts: JsonObjectDraft = {};
  for (const [name, annotation] of Object.entries(annotations)) {
    setOwn(texts, name, role === "patch" && annotation === null ? null : fieldText(annotations, name));
  }
  if (role === "patch" && notes) setNotes(texts, { ...notes, texts: new Map() });
  // Annotations are read into a map of texts: the last one counts.
  const duplicates = role === "resource" ? (notes?.duplicates ?? []) : [];
  for (const { key, value: last } of duplicates) setOwn(texts, key, scalarText(last));
  return withField(value, "metadata", withField(metadata, "annotations", texts));
}
