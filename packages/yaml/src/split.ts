import { message } from "./messages.ts";
import type { YamlProfile } from "./options.ts";

/** The text of one document of a stream. */
export interface Piece {
  readonly text: string;
  /** Offset and 0-based line of the piece in the whole text. */
  readonly offset: number;
  readonly line: number;
}

/** A separator line that holds more than a comment. */
export class SeparatorFault extends Error {
  readonly offset: number;
  readonly line: number;

  constructor(text: string, { offset, line }: { offset: number; line: number }) {
    super(text);
    this.offset = offset;
    this.line = line;
  }
}

/**
 * Cuts a text at its `---` lines before anything is parsed, as both real tools do.
 * A separator line may hold nothing but a comment behind the dashes.
 * kustomize sees a separator only between two line breaks: the first and the last line are parsed as content.
 *
 * @throws SeparatorFault
 */
export function splitDocuments(text: string, profile: YamlProfile): Piece[] {
  const pieces: Piece[] = [];
  let start = { offset: 0, line: 0 };
  let line = 0;
  for (let offset = 0; offset < text.length; line++) {
    const lineEnd = text.indexOf("\n", offset);
    const next = lineEnd < 0 ? text.length : lineEnd + 1;
    if (text.startsWith("---", offset) && (profile === "sigs" || (offset > 0 && lineEnd >= 0))) {
      checkSeparator(text.slice(offset, next).trim(), { offset, line }, profile);
      pieces.push({ ...start, text: text.slice(start.offset, offset) });
      start = { offset: next, line: line + 1 };
    }
    offset = next;
  }
  pieces.push({ ...start, text: text.slice(start.offset) });
  return pieces;
}

function checkSeparator(separator: string, place: { offset: number; line: number }, profile: YamlProfile): void {
  const rest = separator.slice(3).trim();
  if (rest === "" || rest.startsWith("#")) return;
  const shown = profile === "kyaml" ? separator : rest;
  throw new SeparatorFault(message.invalidSeparator[profile](shown), place);
}
