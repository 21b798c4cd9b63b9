import type { JsonValue, SourcePosition } from "@flux-ts/base";
import type { YamlOptions } from "./options.ts";

/** One document of a YAML stream. */
export interface YamlDocument {
  readonly value: JsonValue;
  /** The line the document's content starts on, 1-based in the whole text. */
  readonly line: number;
  /**
   * Where the value at a path was written, or undefined when the document has no such value.
   * A value that came through an alias or a merge key is where its text is.
   * The first question costs a second reading of the document, later ones a walk along the path.
   */
  positionOf(path: readonly (string | number)[]): SourcePosition | undefined;
}

/**
 * The first document of a text; null when it is empty.
 *
 * @throws YamlError
 */
export function parseYaml(text: string, options?: YamlOptions): JsonValue {
  throw new TypeError(`Not written yet: ${text.length} ${options?.file}`);
}

/**
 * The documents of a text in their order. Documents without content (nothing, comments or `null` alone) are left out,
 * as kustomize and the Kubernetes decoders leave them out.
 *
 * @throws YamlError
 */
export function parseYamlDocuments(text: string, options?: YamlOptions): readonly YamlDocument[] {
  throw new TypeError(`Not written yet: ${text.length} ${options?.file}`);
}
