import type { JsonValue, SourcePosition } from "@flux-ts/base";
import type { YamlNode } from "./compose/node.ts";
import { constructValue } from "./construct/construct.ts";
import { toYamlError } from "./diagnose.ts";
import { findNode, positionIn } from "./locate.ts";
import { completeOptions } from "./options.ts";
import type { CompleteOptions, YamlOptions } from "./options.ts";
import { readPiece } from "./read.ts";
import { splitDocuments } from "./split.ts";
import type { Piece } from "./split.ts";

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
 * The first document of a text; null when it is empty. What follows that document is not looked at, as in Go's `Unmarshal`.
 *
 * @throws YamlError
 */
export function parseYaml(text: string, options: YamlOptions = {}): JsonValue {
  const complete = completeOptions(options);
  const piece = { text, offset: 0, line: 0 };
  return diagnosed(piece, complete, () => {
    const root = readPiece(piece, complete);
    return root === undefined ? null : constructValue(root, complete);
  });
}

/**
 * As {@link parseYaml}, with positions; undefined when there is no content.
 *
 * @throws YamlError
 */
export function parseYamlDocument(text: string, options: YamlOptions = {}): YamlDocument | undefined {
  const complete = completeOptions(options);
  const piece = { text, offset: 0, line: 0 };
  return diagnosed(piece, complete, () => readDocument(piece, complete));
}

/**
 * The documents of a text in their order. Documents without content (nothing, comments or `null` alone) are left out,
 * as kustomize and the Kubernetes decoders leave them out.
 *
 * The text is cut at its `---` lines first, so lines in messages count from the document's start (positions: in the text),
 * and what stands behind a `...` line is not looked at: the real tools agree in both.
 *
 * @throws YamlError
 */
export function parseYamlDocuments(text: string, options: YamlOptions = {}): readonly YamlDocument[] {
  const complete = completeOptions(options);
  const whole = { text, offset: 0, line: 0 };
  const pieces = diagnosed(whole, complete, () => splitDocuments(text, complete.profile));
  const documents: YamlDocument[] = [];
  for (const piece of pieces) {
    const document = diagnosed(piece, complete, () => readDocument(piece, complete));
    if (document !== undefined) documents.push(document);
  }
  return documents;
}

function diagnosed<T>(piece: Piece, options: CompleteOptions, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw toYamlError(error, piece, options);
  }
}

function readDocument(piece: Piece, options: CompleteOptions): YamlDocument | undefined {
  const root = readPiece(piece, options);
  if (root === undefined) return undefined;
  const countBlankLines = (): number => (/^(?:[ \t]*\r?\n)*/.exec(piece.text)?.[0].match(/\n/g) ?? []).length;
  const value = constructValue(root, { ...options, countBlankLines });
  if (value === null) return undefined;
  let reread: YamlNode | undefined;
  return {
    value,
    line: piece.line + root.line + 1,
    positionOf: (path) => {
      reread ??= readPiece(piece, options);
      const node = reread && findNode(reread, path, options.profile);
      return node && positionIn(piece, node.offset, options.file);
    },
  };
}
