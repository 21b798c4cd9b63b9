import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";

/** What the text of a mapping says beyond its JSON value. */
export interface MappingNotes {
  /** Fields written without any value (`emptyDir:`): null, but not the null that somebody wrote. */
  readonly blank: ReadonlySet<string>;
  /** Whether the mapping was written in braces: kustomize prints its blank fields as `''`. */
  readonly isFlow: boolean;
  /** Keys that are no texts (`6443: x`), as Go prints them: JSON has no such mapping. */
  readonly otherKeys: ReadonlyMap<string, string>;
  /** Scalars that are no texts and are written in another way than JSON has it (`1.10`, `0x1F`, `2020-01-01`, `~`). */
  readonly texts: ReadonlyMap<string, WrittenScalar>;
  /** Keys that stand here again; the mapping has their first values. */
  readonly duplicates: readonly DuplicateKey[];
}

/** What was written, for as long as the field has this value. */
export interface WrittenScalar {
  readonly text: string;
  readonly value: JsonValue;
}

/** A key that a mapping has already. Lines are 1-based and counted from the first of the document that is not blank. */
export interface DuplicateKey {
  readonly key: string;
  readonly line: number;
  readonly lineBefore: number;
  /** The value that stands here. */
  readonly value: JsonValue;
}

const key = Symbol("notes");

/** The notes travel with `{ ...mapping }`, and nobody meets them who goes through the fields of a mapping. */
type Noted = { readonly [key]?: MappingNotes };

/** What is noted of a mapping that was read with the option `notes`. */
export function notesOf(mapping: JsonObject): MappingNotes | undefined {
  return (mapping as Noted)[key];
}

/** Notes something of a mapping, instead of what was noted before. */
export function setNotes(mapping: JsonObjectDraft, notes: MappingNotes): void {
  Object.assign(mapping, { [key]: notes } satisfies Noted);
}
